"""Page rubbish goes, in nine languages; sentences that only resemble it stay."""

from __future__ import annotations

import pytest

from services.ingest.domain.rubbish import clean_paragraph, clean_paragraphs, is_credit, is_note, is_rubbish

RUBBISH = [
    # age and reading time
    "2 days ago",
    "Updated 3 hours ago",
    "vor 2 Stunden",
    "5 часов назад",
    "2 години тому",
    "3 dni temu",
    "Il y a 2 heures",
    "hace 3 días",
    "2 дні таму",
    "Prieš 3 valandas",
    "4 min read",
    "Lesezeit: 3 Minuten",
    # advertisements
    "STORY CONTINUES BELOW THIS AD",
    "*** ADVERTISEMENT ***",
    "Article continues below",
    "ANZEIGE",
    "Der Artikel geht nach der Werbung weiter",
    "РЕКЛАМА",
    "Продовження після реклами",
    "Dalszy ciąg artykułu pod reklamą",
    "La suite après cette publicité",
    "Continúa después de la publicidad",
    "Рэклама",
    "Straipsnis tęsiasi po reklama",
    # comment forms
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "View all 12 comments",
    "Schreiben Sie einen Kommentar",
    "Ihre E-Mail-Adresse wird nicht veröffentlicht. Erforderliche Felder sind mit * markiert",
    "Добавить комментарий",
    "Залишити відповідь",
    "Dodaj komentarz",
    "Laisser un commentaire",
    "Deja un comentario",
    "Пакінуць каментар",
    "Parašykite komentarą",
    # newsletters and channels
    "Sign up for our daily newsletter and never miss a story.",
    "Get the day's top stories delivered to your inbox.",
    "Follow us on Telegram",
    "Abonnieren Sie unseren kostenlosen Newsletter.",
    "Подписывайтесь на наш канал в Telegram, чтобы ничего не пропустить!",
    "Підписуйтесь на наш канал у Telegram",
    "Zapisz się na nasz newsletter",
    "Abonnez-vous à notre lettre du matin",
    "Suscríbete a nuestro boletín",
    "Падпісвайцеся на наш тэлеграм-канал",
    "Prenumeruokite mūsų naujienlaiškį",
    # buttons
    "Share | Tweet | Email",
    "Facebook Twitter WhatsApp 24",
    "Share this article",
    "Teilen",
    "Поделиться",
    # elsewhere
    "Read the full article here",
    "READ MORE: Islands ask for help",
    "RELATED: Board meets on Monday",
    "» Weiterlesen «",
    "Lesen Sie auch: Die Inseln bitten um Hilfe",
    "Читайте также: Острова просят о помощи",
    "Читайте також: Острови просять про допомогу",
    "Czytaj też: Wyspy proszą o pomoc",
    "Lire aussi : Les îles demandent de l'aide",
    "Lea también: Las islas piden ayuda",
    "Чытайце таксама: Астравы просяць дапамогі",
    "Taip pat skaitykite: Salos prašo pagalbos",
    # the page itself
    "We use cookies to improve your experience.",
    "© 2025 Harbour News. All rights reserved.",
    "Tags: ferry, islands",
    "Photo: Ada Example/Harbour News",
    "Getty Images",
    "* * *",
    "———",
    "Story continues after advertisement",
    "Продолжение материала после рекламы",
    "Стаття продовжується після реклами",
    "Reszta artykułu pod reklamą",
    "L'article continue après la publicité",
    "La noticia continúa tras la publicidad",
    "Артыкул працягваецца пасля рэкламы",
    "Straipsnis tęsiamas po reklamos",
    "Comments (12)",
    "Комментарии (3)",
    "Never miss a story. Subscribe to our newsletter!",
    "If you like what we do, please consider supporting us.",
    "Читайте нас в Telegram",
    "Polub nas na Facebooku",
    "Recevez chaque matin l'essentiel dans votre boîte mail",
    "Click to share on Facebook (Opens in new window)",
    "You may also like",
    "More from Harbour News",
    "Lesen Sie den ganzen Artikel hier",
    "Полный текст статьи читайте здесь",
    "Повний текст читайте тут",
    "Pełny tekst przeczytasz tutaj",
    "Skaitykite visą straipsnį čia",
    "Aug 15, 2025, 10:00 AM",
    "Stand: 15.08.2025, 12:00 Uhr",
    "#ferry #islands",
    "@harbournews",
    "Ende der Meldung",
]

SENTENCES = [
    "Two days ago the board met for the first time.",
    "He left the island 2 days ago.",
    "Vor zwei Tagen tagte der Vorstand.",
    "The story continues below the surface, he said, and nobody wants to hear it.",
    "Advertisement spending fell by a tenth.",
    "Reklama w radiu podrożała o jedną piątą.",
    "He told the reporters to leave a reply with his lawyer.",
    "Subscribers to the newsletter were told on Friday.",
    "Sign-ups for the ferry have doubled.",
    "Share prices fell on Thursday.",
    "Share holders in the ferry were not asked.",
    "“Join us on Facebook,” the minister said.",
    "Join us on the march, organisers told the crowd.",
    "Not a member of the union, she kept working through the strike.",
    "Related companies were searched as well.",
    "Read the full report before you judge, the minister told parliament.",
    "Lesen Sie das Urteil genau, sagte der Richter.",
    "Copyright law was changed in spring.",
    "Photo: the square in front of the harbour office",
    "Hace tres días que la isla está sin barco.",
    "Он сказал: «Подписывайтесь».",
    "Сообщается о 16 освобождённых.",
    "16",
    "27/11/12",
    "The ends do not justify the means.",
    "How gold became money",
    "More from the islands arrived on Friday.",
    "Please support the families, the mayor said.",
    "Comments by the minister were not helpful.",
    "Kommentare dazu wollte er nicht abgeben.",
    "(2025)",
    "Stand der Dinge: nichts fährt.",
    "Sie lesen den Text hier wie dort.",
    "#Ferry is what they call it.",
    "Reklama i publicité kosztują",
    "WATCH: The board votes on the ferry tonight",
]


@pytest.mark.parametrize("paragraph", RUBBISH)
def test_rubbish_goes(paragraph: str) -> None:
    """What a page says around its articles is no part of the text."""
    assert clean_paragraph(paragraph) == ""


@pytest.mark.parametrize("paragraph", SENTENCES)
def test_sentences_stay(paragraph: str) -> None:
    """A sentence that merely holds the words of some rubbish stays word for word."""
    assert clean_paragraphs([paragraph]).text == (paragraph,)


@pytest.mark.parametrize(
    ("paragraph", "left"),
    [
        ("He spoke on Friday. (RELATED: Board Meets On Monday)", "He spoke on Friday."),
        ("He spoke on Friday (Lesen Sie auch: Rat tagt) again.", "He spoke on Friday again."),
        ("“We sail!” pic.twitter.com/AbC123xYz9— Ferry Board (@ferries) August 8, 2025", "“We sail!”"),
        ("“We sail!” https://t.co/AbC123 (Photo by Ada Example)", "“We sail!”"),
        (
            "A well-thought-out post by Ada (@ada) May 1, 2025 says so.",
            "A well-thought-out post by Ada (@ada) May 1, 2025 says so.",
        ),
        ("The (image problem) stays.", "The (image problem) stays."),
        ("“First.”⁰“Second.”", "“First.” “Second.”"),
        ("An area of 10⁰ is not one of 10², he said (AFP).", "An area of 10⁰ is not one of 10², he said (AFP)."),
    ],
)
def test_rubbish_inside_a_paragraph_goes(paragraph: str, left: str) -> None:
    """Links to other articles, tails of embedded posts and photo credits are cut out of the paragraph they stand in."""
    assert clean_paragraph(paragraph) == left


@pytest.mark.parametrize(
    "phrase",
    ["when does the ferry stop", "warum fährt die fähre nicht", "когда остановится паром", "kada sustos keltas"],
)
def test_search_phrases_above_the_text_go(phrase: str) -> None:
    """A question in small letters above the text was put there for searches; below it stays."""
    assert clean_paragraphs([phrase, "The ferry stops."]).text == ("The ferry stops.",)
    below = ["One.", "Two.", "Three.", phrase]
    assert clean_paragraphs(below).text == tuple(below)


@pytest.mark.parametrize(
    "note",
    [
        "(Corrects day in first paragraph.)",
        "(HPX corrects number of boats to 16, not 61, in paragraph 2.)",
        "EDITORS: Please note the changed day.",
        "Editor's note: An earlier version named the wrong day.",
        "This story was corrected on Friday to give the right day.",
        "Correction: An earlier version of this article gave the wrong day.",
        "(Berichtigung: Es sind 16 Boote, nicht 61.)",
        "(Исправлена дата в первом абзаце.)",
        "(Виправлено дату в першому абзаці.)",
        "(Korekta daty w pierwszym akapicie.)",
        "(Rectificatif : le jour au premier paragraphe.)",
        "(Corrección: el día en el primer párrafo.)",
        "(Выпраўлена дата ў першым абзацы.)",
        "(Patikslinta diena pirmoje pastraipoje.)",
    ],
)
def test_notes_of_the_desk_are_kept_beside_the_text(note: str) -> None:
    """What the desk tells its clients about a version becomes its change note and is no part of the text."""
    cleaned = clean_paragraphs([note, "The ferry stops."])
    assert cleaned.text == ("The ferry stops.",)
    assert cleaned.note in note
    assert len(cleaned.note) > 20


@pytest.mark.parametrize(
    "sentence",
    [
        "The report was updated after the election, officials said.",
        "(Updates are free) is what the contract said.",
        "Corrected figures will follow on Monday.",
        "Die Berichtigung der Zahlen dauert an.",
    ],
)
def test_sentences_about_corrections_are_no_notes(sentence: str) -> None:
    """A sentence about an update or correction is part of the text."""
    assert not is_note(sentence)


@pytest.mark.parametrize(
    "line",
    [
        "With inputs from agencies",
        "(Reporting by Ada Example; Editing by Bo Example)",
        "(Compiled by Ada Example)",
        "mit Material von dpa",
        "Quelle: dpa, AFP",
        "По материалам ТАСС",
        "За матеріалами Укрінформу",
        "Źródło: PAP",
        "(avec AFP)",
        "Con información de EFE",
        "Крыніца: БелаПАН",
        "BNS informacija",
        "(dpa/afp)",
        "(HPX)",
    ],
)
def test_credit_lines_are_no_text(line: str) -> None:
    """A line that only says who wrote or supplied the article is kept as credit."""
    assert is_credit(line)
    assert clean_paragraphs(["The ferry stops.", line]).text == ("The ferry stops.",)


@pytest.mark.parametrize(
    "sentence",
    [
        "With reports from the front slow to arrive, ministers met on Friday.",
        "По информации полиции, погибших нет.",
        "За інформацією поліції, загиблих немає.",
        "Na podstawie umowy statki wrócą.",
        "Pagal sutartį laivai grįš.",
        "Паводле міліцыі, загінулых няма.",
        "Source: unknown people close to the board said so.",
    ],
)
def test_sentences_with_a_source_are_no_credits(sentence: str) -> None:
    """A sentence that begins with whose word it is stays in the text."""
    assert not is_credit(sentence)
    assert not is_rubbish(sentence)


def test_the_reporter_is_the_byline() -> None:
    """Who reported it is read from the credit of the desk."""
    line = "(Reporting by Ada Example in Leith; Writing by Bo Example)"
    assert clean_paragraphs(["The ferry stops.", line]).by == "Ada Example in Leith"


def test_gaps_left_behind_are_closed() -> None:
    """Where something was cut out, neither two spaces nor a space before a full stop remain."""
    assert clean_paragraph("He spoke (RELATED: Rat tagt). Then he left.") == "He spoke. Then he left."
