"""The catalogue of page rubbish, editors' notes and credits, by kind and language: data, no logic.

A pattern of PARAGRAPHS must match a whole paragraph (marks and symbols around it do not count) of at most its limit of
characters; one of INLINE is taken out wherever it stands. Sentences that merely talk about newsletters, replies or
advertisements must never match: tests/unit/ingest/test_rubbish.py holds such sentences for every kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One kind of rubbish: its name in logs, the longest paragraph it can be, its patterns."""

    name: str
    limit: int
    patterns: tuple[str, ...]

    @property
    def whole(self) -> re.Pattern[str]:
        """Matches a paragraph that is nothing else."""
        return re.compile(rf"(?:{'|'.join(self.patterns)})", re.IGNORECASE)


_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
#: A number with its unit of time, as in "2 days ago".
_AGES = (
    r"(?:(?:last )?(?:updated|published|posted):? )?(?:an?|one|two|three|\d+)\+? ?(?:sec(?:ond)?|min(?:ute)?|hr|hour"
    r"|day|week|month|year)s? ago(?: by .{1,40})?",
    r"(?:aktualisiert |veröffentlicht )?vor (?:einem|einer|zwei|drei|\d+) (?:sekunden?|minuten?|stunden?|tag(?:en)?"
    r"|wochen?"
    r"|monat(?:en)?|jahr(?:en)?)",
    r"(?:обновлено )?(?:\d+ )?(?:секунд[уы]?|минут[уы]?|час(?:а|ов)?|дн(?:я|ей)|день|недел[юиь]|месяц(?:а|ев)?) назад",
    r"(?:оновлено )?(?:\d+ )?(?:хвилин[уи]?|годин[уи]?|дн(?:і|ів)|день|тиждень|тижн(?:і|ів)|місяц(?:ь|і|ів)) тому",
    r"(?:\d+ )?(?:minut[ęy]?|godzin[ęy]?|dzień|dni|tydzień|tygodni[ea]?|miesiąc[ea]?) temu",
    r"(?:publié |mis à jour )?il y a (?:une?|deux|trois|\d+) (?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?)",
    r"(?:actualizado |publicado )?hace (?:una?|dos|tres|\d+) (?:segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?"
    r"|años?)",
    r"(?:\d+ )?(?:хвілін[уы]?|гадзін[уы]?|дзён|дні|дзень|тыдзень|тыдн[яі]) таму",
    r"prieš (?:(?:\d+|dvi|tris|du|kelias) )?(?:minut\w+|valand\w+|dien\w+|savait\w+|mėnes\w+)",
)
_READING_TIMES = (
    r"\d+ ?-?min(?:ute)?s?\.? read",
    r"(?:estimated )?reading time:? .{1,20}",
    r"lesezeit:? .{1,20}",
    r"время (?:чтения|на чтение):? .{1,20}",
    r"час (?:читання|на читання):? .{1,20}",
    r"czas czytania:? .{1,20}",
    r"temps de lecture ?:? .{1,20}",
    r"tiempo de lectura:? .{1,20}",
    r"час чытання:? .{1,20}",
    r"skaitymo laikas:? .{1,20}",
)
_ADVERTISEMENT = (
    r"(?:advertisement|sponsored(?: content)?|paid content|ad)(?: [-–—] (?:scroll to continue"
    r"|continue reading below))?",
    r"(?:this |the )?(?:story|article|content|text|post) continues(?: on)? (?:below|after|under)"
    r"(?: (?:this|the|our|an))?(?: (?:ad|ads|advert|advertisement|video|promotion|gallery))?",
    r"(?:scroll|keep reading|continue reading)(?: down)? (?:below|to continue"
    r"|after the ad(?:vertisement)?)(?: reading)?",
    r"(?:anzeige|werbung|reklame)",
    r"(?:der |die )?(?:artikel|text|beitrag|meldung|geschichte) (?:geht|wird) (?:nach|unter) (?:der|dieser) "
    r"(?:werbung|anzeige) (?:weiter|fortgesetzt)",
    r"реклама|на правах рекламы|(?:(?:продолжение|окончание)(?: (?:текста|статьи|материала|новости))?(?: следует)?"
    r"|(?:статья|текст|материал|новость) продолжается) (?:после|под) реклам(?:ы|ой)",
    r"на правах реклами|(?:продовження(?: (?:тексту|статті|матеріалу|новини))?|(?:стаття|текст|матеріал|новина) "
    r"продовжується) (?:після|під) реклам(?:и|ою)",
    r"reklama|materiał sponsorowany|(?:dalsza część|dalszy ciąg|reszta|ciąg dalszy)(?: (?:artykułu|tekstu|materiału))?"
    r"(?: znajduje się)? (?:pod|po) (?:materiałem|reklamą|reklamie|materiale)(?: wideo| reklamowym| promocyjnym)?",
    r"publicité|contenu sponsorisé|(?:la suite(?: de l['’]article)?|l['’]article (?:continue|se poursuit)) (?:après"
    r"|sous) "
    r"(?:(?:la|cette) )?(?:pub|publicité|vidéo)",
    r"publicidad|anuncio|contenido patrocinado|(?:(?:la|el|esta|este) )?(?:artículo|noticia|nota|historia|texto)? ?"
    r"(?:continúa|sigue) (?:después de|tras|debajo de|bajo) (?:la|el|esta|este) (?:publicidad|anuncio|video|vídeo)",
    r"рэклама|(?:працяг(?: (?:тэксту|артыкула))?|(?:артыкул|тэкст|матэрыял) працягваецца) (?:пасля|пад) рэклам(?:ы|ай)",
    r"(?:straipsnis |tekstas )?(?:tęsiasi|tęsiamas|tęsinys) (?:po|žemiau) reklam(?:os|a)",
)
_COMMENT_FORM = (
    r"leave a (?:reply|comment)(?: cancel reply)?|cancel reply|post a comment|join the (?:conversation|discussion)",
    r"your email address will not be published\.?(?: required fields are marked ?\*?)?|required fields are marked ?\*?",
    r"(?:view|show|see|load|read) (?:all )?(?:\d+ |more )?comments?|\d+ comments?|comments?(?: \(?\d+\)?)?"
    r"|comments? are closed"
    r"|log ?in to (?:comment|reply)",
    r"(?:kommentare?|комментарии|коментарі|komentarze|commentaires|comentarios|каментары|komentarai)(?: \(?\d+\)?)?"
    r"|kommentar (?:schreiben|verfassen)",
    r"save my name,? e-?mail,? and website in this browser.{0,60}",
    r"(?:schreiben sie einen|schreibe einen|hinterlasse[n]?(?: sie)? eine?n?) (?:kommentar"
    r"|antwort)(?: verfassen)?(?: antworten abbrechen)?",
    r"(?:ihre|deine) e-mail-adresse wird nicht veröffentlicht\.?(?: erforderliche felder sind mit ?\*? markiert ?\*?)?",
    r"(?:добавить|оставить|написать|оставьте) (?:комментарий|ответ)(?: отменить ответ)?",
    r"ваш (?:адрес )?e-?mail не будет опубликован\.?(?: обязательные поля помечены ?\*?)?",
    r"(?:залишити|додати|залиште|написати) (?:відповідь|коментар)(?: скасувати відповідь)?",
    r"ваша e-?mail адреса не оприлюднюватиметься\.?(?: обов['’]язкові поля позначені ?\*?)?",
    r"(?:dodaj|zostaw|napisz) (?:komentarz|odpowiedź)(?: anuluj pisanie odpowiedzi)?",
    r"twój adres e-?mail nie zostanie opublikowany\.?(?: (?:wymagane )?pola,? .{0,40})?",
    r"(?:laisser|ajouter|écrire) (?:un commentaire|une réponse)(?: annuler la réponse)?",
    r"votre adresse e-?mail ne sera pas publiée\.?(?: les champs obligatoires .{0,40})?",
    r"(?:deja|dejar|escribe) (?:una respuesta|un comentario)(?: cancelar la respuesta)?",
    r"tu (?:dirección de )?correo electrónico no será publicad[ao]\.?(?: los campos obligatorios .{0,40})?",
    r"(?:пакінуць|дадаць) (?:адказ|каментар(?:ый)?)|ваш(?:а)? (?:адрас )?e-?mail не будзе апублікаван[ыа]?\.?.{0,60}",
    r"(?:parašykite|palikite|rašyti) (?:komentarą|atsakymą)|el\. pašto adresas nebus (?:skelbiamas"
    r"|viešinamas)\.?.{0,60}",
)
_NEWSLETTER = (
    r"(?:please )?(?:sign up|subscribe|register)(?: now| today| here| for free)? (?:to|for) .{0,120}(?:newsletter"
    r"|inbox|e-?mail|alerts?|bulletin|channel|podcast|briefing)s?\b.{0,60}",
    r"(?:get|receive) .{0,80}(?:in|to|into|straight to|delivered to) your (?:inbox|e-?mail)\b.{0,60}",
    r"(?:follow|like|join|find) (?:us|our (?:channel|page)) on (?:facebook|twitter|x\b|telegram|instagram|youtube"
    r"|whatsapp|linkedin"
    r"|tiktok|bluesky|threads|social media|google news).{0,60}",
    r"(?:.{0,60}[.!?] )?(?:sign up|subscribe)(?: (?:now|today|here))? (?:to|for) (?:our|the) .{0,60}(?:newsletter"
    r"|briefing|channel)s?",
    r"subscribe (?:now|today)(?: for .{0,60})?|download our app.{0,60}|follow @\w+ on .{0,40}|sent from my \w+",
    r"(?:if you (?:like|enjoy|value) .{0,60},? )?please (?:consider (?:supporting|donating|subscribing)|support (?:us"
    r"|our)).{0,80}",
    r"(?:support|fund) (?:our|independent|quality) (?:work|journalism)\b.{0,120}",
    r"(?:abonnieren sie|melden sie sich|jetzt) .{0,100}newsletter\b.{0,60}",
    r"(?:jetzt|hier) (?:abonnieren|anmelden)|(?:zum|für den) newsletter anmelden|unterstützen sie uns.{0,80}",
    r"(?:folgen sie|folge|folgt) uns (?:auf|bei) .{0,80}",
    r"(?:подпи(?:шитесь|сывайтесь|шись)|присоединяйтесь)(?: на| к)? .{0,100}(?:канал|рассылк|telegram|телеграм|новост"
    r"|соцсет|дзен|youtube|facebook)\w*.{0,60}",
    r"(?:читайте|смотрите|слушайте|следите за) (?:нас|нами|нашими новостями) (?:в|на|во) .{0,60}|поддержите (?:нас"
    r"|нашу).{0,80}",
    r"(?:читайте|дивіться|слухайте) нас (?:в|у|на) .{0,60}|підтримайте (?:нас|нашу).{0,80}",
    r"(?:підпи(?:шіться|суйтесь|суйтеся|шись)|приєднуйтесь|приєднуйтеся)(?: на| до)? .{0,100}(?:канал|розсилк|telegram"
    r"|телеграм|новин|youtube|facebook)\w*.{0,60}",
    r"(?:zapisz się|zasubskrybuj|subskrybuj|obserwuj nas|dołącz do nas) .{0,100}(?:newsletter\w*|facebook\w*"
    r"|twitter\w*|google|kana\w+|instagram\w*).{0,60}",
    r"(?:polub|obserwuj|śledź) nas na .{0,60}|wesprzyj nas.{0,80}",
    r"recevez .{0,80}(?:boîte mail|e-mail|courriel).{0,40}",
    r"(?:abonnez-vous|inscrivez-vous|suivez-nous) .{0,120}",
    r"(?:suscríbete|suscríbase|síguenos|síganos) .{0,120}",
    r"(?:падпішыцеся|падпісвайцеся|чытайце) (?:на )?нас.{0,60}",
    r"(?:падпі(?:шыцеся|свайцеся)|далучайцеся) .{0,100}(?:канал|рассылк|тэлеграм|telegram|навін)\w*.{0,60}",
    r"(?:prenumeruokite|užsisakykite|sekite mus) .{0,120}",
)
#: A bar of buttons: nothing but these words and numbers, at least one of them a network or "share".
_BUTTON = (
    r"(?:share|tweet|e-?mail|print|save|copy link|copy|link|pin(?: it)?|facebook|twitter|x|whats ?app|linkedin"
    r"|telegram|reddit"
    r"|pinterest|flipboard|instagram|viber|messenger|bluesky|threads|teilen|drucken|merken|link kopieren"
    r"|поделиться"
    r"|печать|вконтакте|одноклассники|поділитися|друк|udostępnij|drukuj|partager|imprimer|compartir|imprimir|падзяліцца"
    r"|dalintis|spausdinti|on|via|auf|in|w|sur|en|\d+)"
)
_SHARING = (
    rf"(?=.*[^\W\d_]{{3}}){_BUTTON}(?:[\s|,·•/:+&-]+{_BUTTON})+",
    r"share|tweet|teilen|поделиться|поділитися|udostępnij|partager|compartir|падзяліцца|dalintis",
    r"click to (?:share|email|print).{0,60}|(?:comparte|compartir) (?:esta noticia|esto|este artículo)",
    r"share (?:this|the) (?:article|story|post|page|with .{1,20}|on .{1,40})|share this|share on .{1,40}|share (?:via"
    r"|by) .{1,40}",
    r"(?:diesen )?(?:artikel|beitrag) teilen(?: auf .{1,40})?|auf .{1,30} teilen",
    r"поделиться (?:в|новостью|статьей|с друзьями).{0,40}|поділитися (?:в|у|новиною|статтею).{0,40}",
    r"udostępnij (?:na|artykuł).{0,40}|partager (?:sur|cet article).{0,40}|compartir (?:en|este artículo).{0,40}",
)
_SEE_ALSO_WORDS = (
    r"related(?: (?:articles?|stories|coverage|news|topics))?|read (?:more|also|next)|see also|also read"
    r"|more on this(?: story)?|don['’]?t miss(?: (?:our|these) (?:top )?stories)?|most (?:read|popular)"
    r"|trending(?: now)?|you (?:may|might) (?:also )?(?:like|be interested in)|recommended for you"
    r"|recommended|watch (?:more|also|now|live)|lesen sie (?:auch|mehr)|mehr (?:zum thema|dazu)|siehe auch"
    r"|auch interessant|das könnte sie auch interessieren|mehr lesen"
    r"|читайте (?:также|тоже|ещё|еще)|смотрите также|по теме|материалы по теме|читайте (?:також|ще)|дивіться також"
    r"|за темою"
    r"|czytaj (?:też|także|więcej|również)|zobacz (?:też|także|również)|przeczytaj (?:też|także)|lire (?:aussi"
    r"|également)|à lire(?: aussi)?|voir aussi"
    r"|lea? también|lee también|te puede interesar|ver también|más información|чытайце (?:таксама|яшчэ)"
    r"|глядзіце таксама"
    r"|taip pat skaitykite|skaitykite (?:taip pat|daugiau)|susiję straipsniai"
)
_SEE_ALSO = (
    rf"(?:{_SEE_ALSO_WORDS})(?: ?[:»>|–—→]+ ?.{{0,150}})?",
    r"(?:click here to )?read (?:the |our )?(?:full|original|entire|complete|whole) (?:article|story|report|interview"
    r"|statement|post|text)(?: (?:here|below|on|at|in)\b.{0,60})?",
    r"(?:continue reading|keep reading|read on)(?: here)?|click here (?:to|for) .{0,80}",
    r"read more (?:on|at|about|here)\b.{0,60}|listen to this (?:article|story)(?: .{0,30})?|artikel (?:an)?hören"
    r"|watch the (?:full )?video(?: (?:below|above|here))?|more from (?-i:(?:[A-Z][\w&.-]*\s?){1,4})",
    r"lesen sie (?:(?:den (?:ganzen|vollständigen) (?:artikel|text|beitrag) )?(?:hier|weiter|hier weiter))(?: (?:bei"
    r"|auf) .{1,30})?"
    r"|(?:den )?(?:ganzen|vollständigen) (?:artikel|text|beitrag) lesen sie (?:hier|bei .{1,30}|auf .{1,30})",
    r"полный текст(?: .{1,20})? (?:читайте|доступен|здесь).{0,40}|повний текст(?: .{1,20})? (?:читайте|доступний"
    r"|тут).{0,40}",
    r"(?:pełny tekst|cały artykuł) (?:przeczytasz|przeczytaj|czytaj|dostępny).{0,40}|lire aussi (?-i:[A-ZÀ-Ý]).{0,120}",
    r"чытаць (?:поўны|увесь) (?:артыкул|тэкст).{0,30}|skaitykite visą (?:straipsnį|tekstą).{0,30}",
    r"(?:den )?(?:ganzen|vollständigen|kompletten|originalen?) (?:artikel|beitrag|text)(?: (?:hier|bei .{1,30}"
    r"|auf .{1,30}))? lesen|(?:zum|hier geht es zum) (?:ganzen|vollständigen|original)?-?(?:artikel|text)|weiterlesen",
    r"(?:читать|прочитать) (?:далее|полностью|статью полностью|полный текст|оригинал)(?: .{0,40})?|читати (?:далі"
    r"|повністю)(?: .{0,40})?",
    r"czytaj (?:dalej|całość|cały artykuł)(?: .{0,40})?|lire la suite|lire l['’]article (?:complet|original"
    r"|en entier)(?: .{0,40})?",
    r"(?:leer|lee|lea) (?:más|el artículo completo|la (?:nota|noticia) completa)(?: .{0,40})?|seguir leyendo",
    r"чытаць (?:далей|цалкам)(?: .{0,40})?|skaityti (?:daugiau|visą straipsnį)(?: .{0,40})?",
)
_PAGE = (
    r"we use cookies.{0,200}|this (?:site|website) uses cookies.{0,200}|accept (?:all )?cookies"
    r"|please enable javascript.{0,100}",
    r"(?:diese|unsere) (?:web)?seite (?:verwendet|nutzt) cookies.{0,200}|wir (?:verwenden|nutzen) cookies.{0,200}",
    r"(?:load|show|see|view) more|show less|back to top|skip to (?:main )?content|nach oben|jump to navigation"
    r"|table of contents",
    r"(?:already a|not a) (?:subscriber|member)(?: yet)?\?.{0,60}|subscribe to (?:continue|keep) reading\b.{0,60}"
    r"|log ?in(?: or (?:sign up|register|subscribe))?|sign in",
    r"(?:tags?|topics?|filed under|schlagwörter|schlagworte|теги|mots[- ]clés|etiquetas|tagi|žymos)\s?:.{0,150}",
    r"(?:©|(?:\(c\)|copyright)(?= ?(?:©|\(c\)|\d{4}))).{0,120}(?:all rights reserved|alle rechte vorbehalten"
    r"|все права защищены"
    r"|всі права захищені|wszelkie prawa zastrzeżone|tous droits réservés|todos los derechos reservados)?\.?",
    r"all rights reserved|alle rechte vorbehalten|все права защищены|всі права захищені|wszelkie prawa zastrzeżone"
    r"|tous droits réservés|todos los derechos reservados|усе правы абаронены|visos teisės saugomos",
    r"(?:photo(?:graph)?|image|picture|foto|bild|фото|zdjęcie|fot\.|imagen|nuotrauka)(?: (?:credit|source"
    r"|by))?\s?[:/,] ?"
    # A credit, not a caption: no word in small letters ("Photo: the square in front of the station" stays).
    r"(?-i:(?!.*(?<!\w)[a-zа-яёіўїєґąčćęėįłńóšśūųžźżäöüßéèàñ]{4,}).{1,80})"
    r"|(?:getty images|shutterstock|picture alliance)(?:/.{1,40})?",
    r"(?:file|undated handout) (?:photo|picture|image)(?: .{0,60})?",
    r"(?:pic\.twitter\.com/\w+|(?:https?://)?t\.co/\w+)",
    r"-?30-?|ends|ende(?: der meldung)?|weitere informationen folgen|more to follow|(?:©|\([cс]\)) ?\w{2,20}",
    # A date with nothing around it: the page's own stamp.
    rf"(?:updated:? |published:? )?{_MONTHS} \d{{1,2}},? \d{{4}}"
    r"(?:,? (?:at )?\d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?",
    r"(?:stand:? |aktualisiert:? |обновлено:? "
    r"|оновлено:? )?\d{1,2}\.\d{1,2}\.\d{4}(?:,? (?:um )?\d{1,2}[:.]\d{2}(?: uhr)?)?",
)
#: Search phrases that content farms set above a text: a question without capitals, marks or an end.
_QUESTION_WORDS = (
    r"when|what|who|why|where|how|which|is|are|does|did|will|can|wann|was|wer|warum|wo|wie|когда|что|кто|почему|где|как"
    r"|коли|що|хто|чому|де|як|kiedy|co|kto|dlaczego|gdzie|jak|quand|qui|pourquoi|où|comment|cuándo|cuando|qué|que"
    r"|quién|por qué"
    r"|dónde|cómo|калі|што|хто|чаму|дзе|як|kada|kas|kodėl|kur|kaip"
)
#: Matched with case: one capital letter makes it a heading or a sentence.
SEARCH_PHRASE = re.compile(rf"(?:{_QUESTION_WORDS})(?: [^\W\d_A-ZА-Я]+){{2,11}}\??")
#: They stand among the first paragraphs; further down such a line is the article's own.
SEARCH_PHRASES_ABOVE = 3

#: Nothing but hashtags and names of accounts.
TAGS_ALONE = re.compile(r"(?:[#@]\w+\s*){1,12}")

PARAGRAPHS: tuple[Rule, ...] = (
    Rule("age", 60, _AGES),
    Rule("reading_time", 40, _READING_TIMES),
    Rule("advertisement", 100, _ADVERTISEMENT),
    Rule("comment_form", 160, _COMMENT_FORM),
    Rule("newsletter", 260, _NEWSLETTER),
    Rule("sharing", 120, _SHARING),
    Rule("see_also", 220, _SEE_ALSO),
    Rule("page", 260, _PAGE),
)

#: Name, what to take out, and what stands there instead.
INLINE: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("see_also", re.compile(rf"[(\[]\s*(?:{_SEE_ALSO_WORDS})\s*:[^()\[\]]{{0,200}}[)\]]", re.IGNORECASE), ""),
    (
        "tweet_tail",
        re.compile(
            rf"(?: ?[—–]| -(?= ))\s?[^—–\n]{{1,60}}\(@\w{{1,30}}\)\s*{_MONTHS} \d{{1,2}}, \d{{4}}", re.IGNORECASE
        ),
        "",
    ),
    (
        "tweet_picture",
        re.compile(r" ?(?:https?://)?(?:pic\.(?:twitter|x)\.com|t\.co)/[A-Za-z0-9]+", re.IGNORECASE),
        "",
    ),
    (
        "photo_credit",
        re.compile(
            r"\((?:photo|foto|image|фото|bild)(?:\s?:| (?:by|via|from|credit:?)\b) ?[^()]{1,80}\)", re.IGNORECASE
        ),
        "",
    ),
    #: What the line break of a post became when it was copied: a raised zero behind a mark.
    ("tweet_line", re.compile("(?<=[^\\w\\s⁰])⁰(?=\\W|\\d\ufe0f|$)"), " "),
)

#: Paragraphs from the desk to its clients. They are kept as the note of the change, outside the text.
NOTES = re.compile(
    r"(?:"
    r"[(\[]?\s*(?:(?:eds|editors?|news ?desks?|attention editors)\s?:|editor['’]?s['’]? note\b|note to editors\b)"
    r"|[(\[]\s*(?:[A-ZА-Я]{2,10} )?(?:corrects?|corrected|correction|clarifies|updates?|adds|removes|refiles?|recasts"
    r"|rewrites)\b"
    r"|[(\[]?\s*this (?:story|article|version|report|headline)(?: \w+){0,3} (?:has been|was|is"
    r"|corrects?) (?:updated|corrected|amended|clarified|refiled)\b"
    r"|correction: (?:an|this|a previous|the) \w+"
    r"|[(\[]\s*(?:berichtigt|berichtigung|korrektur|korrigiert|korrigierte|ergänzt|wiederholung|aktualisiert)\b"
    r"|(?:redaktioneller hinweis|hinweis (?:an die|der) redaktion|anmerkung der redaktion|anm\. d\. red\.?)\s?:?"
    r"|[(\[]\s*(?:исправл\w+|уточн\w+|поправка|обновл\w+)\b|(?:примечание|прим\.) ред(?:акции|\.)\s?:?"
    r"|[(\[]\s*(?:виправл\w+|уточн\w+|оновл\w+)\b|(?:примітка|прим\.) ред(?:акції|\.)\s?:?"
    r"|[(\[]\s*(?:korekta|sprostowanie|poprawka|aktualizacja|uzupełnienie)\b|od redakcji\s?:"
    r"|[(\[]\s*(?:rectificatif|correctif|corrige|corrigé|précise|actualise|actualisé)\b|note de la rédaction\s?:"
    r"|[(\[]\s*(?:corrección|corrige|rectifica|rectificación|actualiza|actualizado)\b|nota (?:del editor"
    r"|de la redacción)\s?:"
    r"|[(\[]\s*(?:выпраўл\w+|удакладн\w+|абноўл\w+)\b|(?:заўвага|ад) рэдакцыі\s?:"
    r"|[(\[]\s*(?:patikslint\w+|pataisyt\w+|papildyt\w+|atnaujint\w+)\b|redakcijos pastaba\s?:"
    r")",
    re.IGNORECASE,
)
#: Characters of the longest paragraph that can be a note.
NOTE_LIMIT = 700

#: Who wrote and edited: names of the desk, not of the story.
DESK_CREDIT = re.compile(
    r"[(\[](?:"
    r"(?:additional )?(?:reporting|writing|editing|compiled|report|graphic|translated)(?: and (?:writing|editing"
    r"|reporting))?(?: in .{1,40})? by\b"
    r"|(?:berichtet von|geschrieben von|redigiert von|redaktion|bearbeitet von|von .{1,40}; (?:redaktion|redigiert))\b"
    r"|(?:автор|редактор|подготовил[аи]?|текст)\b\s?:?"
    r"|(?:автор|редактор|підготува(?:в|ла|ли))\b\s?:?"
    r"|(?:opracował[ai]?|autor|redakcja|oprac\.)\b\s?:?"
    r"|(?:rédigé par|édité par|reportage de|avec la contribution de|par .{1,40}, édité par)\b"
    r"|(?:reporte de|editado por|información de|redacción de|escrito por)\b"
    r"|(?:падрыхтава(?:ў|ла|лі)|аўтар)\b\s?:?"
    r"|(?:parengė|redagavo)\b"
    r").{0,400}[)\]]\.?",
    re.IGNORECASE,
)
#: The reporter in "(Reporting by A B; Writing by C D)".
REPORTER = re.compile(
    r"[(\[]reporting(?: and writing| and editing)?(?: in .{1,40}?)? by ([^;()\[\]]{3,120})", re.IGNORECASE
)

#: Lines that say whose material the article is made of, with or without a name.
AGENCY_CREDIT = re.compile(
    r"[(\[]?(?:"
    r"(?:with|from)(?: additional)? (?:inputs?|material|reporting|files?|reports?|contributions?) (?:from"
    r"|by) (?P<en>.{2,80})"
    r"|(?:(?:source|via)\s?:|(?:originally|first) published (?:by|on|in)) ?(?P<en2>.{2,60})"
    r"|(?P<en3>.{2,40}) contributed to this (?:report|article|story)"
    r"|(?:mit|unter verwendung von) (?:material|informationen|inhalten|agenturmaterial)(?: (?:von|der"
    r"|des) (?P<de>.{2,80}))?|quellen?\s?: ?(?P<de2>.{2,60})"
    r"|(?:по (?:материалам|сообщени(?:ям|ю)|информации|данным)|с использованием материалов|источник\s?:)"
    r" ?(?P<ru>.{2,60})"
    r"|(?:за (?:матеріалами|повідомлення(?:ми|м)|інформацією|даними)|джерело\s?:) ?(?P<uk>.{2,60})"
    r"|(?:źródło\s?:|na podstawie(?: materiałów| informacji| depeszy)?|z wykorzystaniem materiałów|za\s?:)"
    r" ?(?P<pl>.{2,60})"
    r"|(?:avec|source\s?:|d['’]après) (?:les? |l['’])?(?P<fr>[^.]{2,40})"
    r"|(?:con (?:información|informaciones|datos|material) de|fuentes?\s?:) ?(?P<es>.{2,60})"
    r"|(?:паводле(?: матэрыялаў| інфармацыі| паведамленн(?:я|яў))?|па матэрыялах|крыніца\s?:)"
    r" ?(?P<be>(?!слоў)[^.]{2,40})"
    r"|(?:šaltin(?:is|iai)\s?:|parengta pagal|pagal) ?(?P<lt>[^.]{2,40}?)(?: inf(?:ormaciją|\.))?"
    r"|(?P<lt2>\w{2,20})(?: informacija| inf\.)"
    r")\s?[.)\]]*",
    re.IGNORECASE,
)
#: Characters of the longest line that can be such a credit.
CREDIT_LIMIT = 140

#: Words in small letters that a list of credited names may hold. Any other makes the line a sentence.
CREDIT_WORDS = frozenset(
    [
        "and",
        "the",
        "of",
        "in",
        "from",
        "for",
        "by",
        "agencies",
        "agency",
        "news",
        "wire",
        "wires",
        "service",
        "services",
        "staff",
        "reports",
        "sources",
        "media",
        "pa",
        "tt",
        "und",
        "von",
        "der",
        "den",
        "des",
        "die",
        "et",
        "les",
        "la",
        "le",
        "el",
        "del",
        "de",
        "y",
        "e",
        "i",
        "oraz",
        "i",
        "agences",
        "agencias",
        "agencji",
        "agencja",
        "inf",
        "wł",
        "и",
        "агентств",
        "агентства",
        "агентство",
        "сми",
        "та",
        "агенцій",
        "агенції",
        "агенції",
        "змі",
        "і",
        "агенцтваў",
        "ir",
        "agentūrų",
        "agentūros",
    ]
)
#: Credited words that name no agency.
NOBODY = frozenset(
    [
        "agencies",
        "agency",
        "news",
        "wires",
        "wire",
        "services",
        "staff",
        "reports",
        "media",
        "sources",
        "agenturen",
        "agentur",
        "nachrichtenagenturen",
        "агентств",
        "агентства",
        "сми",
        "агенцій",
        "агенції",
        "змі",
        "агенцтваў",
        "agences",
        "agence",
        "agencias",
        "agencia",
        "agencji",
        "agencje",
        "agentūrų",
        "agentūros",
        "online",
        "archive",
        "archiv",
        "archives",
    ]
)
