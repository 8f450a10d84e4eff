"""What stands word for word in many articles that are no copies of each other: filled-in forms and statements."""

from __future__ import annotations

from collections.abc import Iterator

#: A form by kind of news, with the values that it is filled in with, day by day.
TEMPLATES: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "weather en": (
        "Weather for {0}: mostly {1} with a light wind from the {2}. Highs of {3} degrees inland and {4} "
        "degrees on the coast, lows near {5}. Rain is not expected before {6}. Sunrise at {7}, sunset at {8}."
        " The next forecast will be issued at six in the evening by the regional weather office.",
        (
            ("Monday", "sunny", "south", "24", "21", "13", "Wednesday", "5:41", "20:58"),
            ("Tuesday", "cloudy", "west", "22", "19", "12", "Thursday", "5:43", "20:56"),
            ("Wednesday", "dry", "north", "18", "16", "9", "Friday", "5:45", "20:54"),
            ("Thursday", "sunny", "east", "26", "23", "15", "Sunday", "5:47", "20:51"),
        ),
    ),
    "market de": (
        "Frankfurt – Der deutsche Aktienmarkt hat am {0} {1} geschlossen. Der Leitindex ging mit {2} Punkten "
        "aus dem Handel, ein {3} von {4} Prozent. Der Index der mittelgroßen Werte notierte bei {5} Zählern. "
        "Gewinner des Tages war {6} mit einem Plus von {7} Prozent, Schlusslicht {8} mit minus {9} Prozent. "
        "Der Euro kostete am Abend {10} Dollar.",
        (
            (
                "Montag",
                "fester",
                "18.412,30",
                "Plus",
                "0,7",
                "25.901",
                "Halm Chemie",
                "4,1",
                "Kessler",
                "2,2",
                "1,0871",
            ),
            (
                "Dienstag",
                "leichter",
                "18.305,11",
                "Minus",
                "0,6",
                "25.772",
                "Nordlux",
                "3,3",
                "Vintra",
                "5,0",
                "1,0855",
            ),
            (
                "Mittwoch",
                "kaum verändert",
                "18.309,90",
                "Plus",
                "0,1",
                "25.790",
                "Kessler",
                "2,8",
                "Opwerk",
                "1,9",
                "1,09",
            ),
            (
                "Freitag",
                "fester",
                "18.560,02",
                "Plus",
                "1,4",
                "26.120",
                "Vintra",
                "6,4",
                "Halm Chemie",
                "0,8",
                "1,0912",
            ),
        ),
    ),
    "result pl": (
        "{0} – {1} {2}. Bramki: {3}. Sędziował {4}. Widzów: {5}. Po {6}. kolejce gospodarze mają {7} punktów "
        "i zajmują {8}. miejsce w tabeli. W następnej kolejce drużyna zagra na wyjeździe, początek spotkania "
        "o godzinie {9}.",
        (
            ("Orzeł", "Warta", "2:1", "Nowak 12, Rak 55 – Lis 80", "Jan Bury", "4120", "7", "13", "4", "18"),
            ("Piast", "Orkan", "0:0", "nie było", "Adam Ciesla", "2870", "7", "9", "9", "20.30"),
            (
                "Stal",
                "Unia",
                "3:3",
                "Kos 3, 40, Bąk 71 – Wrona 8, 20, Maj 90",
                "Piotr Hak",
                "6015",
                "8",
                "11",
                "6",
                "15",
            ),
            ("Górnik", "Lot", "1:4", "Zięba 66 – Sum 10, 34, 61, Kot 88", "Ewa Pik", "3344", "8", "5", "15", "17.45"),
        ),
    ),
    "obituary fr": (
        "{0}, {1}, est décédé{2} {3} à l'âge de {4} ans, a annoncé sa famille dans un communiqué. Né{2} à {5}"
        " en {6}, il laisse {7}. Les obsèques auront lieu {8} dans l'intimité. Le ministre de la Culture a "
        "salué la mémoire d'une grande figure de la vie publique et adressé ses condoléances à ses proches.",
        (
            ("Paul Ternier", "comédien", "", "mardi à Nantes", "81", "Brest", "1944", "deux fils", "vendredi"),
            ("Luc Abadie", "chef d'orchestre", "", "jeudi à Pau", "77", "Tarbes", "1948", "une fille", "lundi"),
            ("Jean Crozet", "dessinateur", "", "dimanche à Lyon", "69", "Roanne", "1956", "trois enfants", "mercredi"),
        ),
    ),
    "roads ru": (
        "За минувшие сутки в области зарегистрировано {0} дорожно-транспортных происшествий, в которых "
        "погибли {1} человек и {2} получили ранения, сообщили в управлении дорожной инспекции. Задержано {3} "
        "водителей в нетрезвом виде, выявлено {4} нарушений правил дорожного движения. Инспекция просит "
        "водителей соблюдать скоростной режим.",
        (
            ("14", "2", "19", "11", "1240"),
            ("9", "1", "12", "7", "1101"),
            ("21", "4", "30", "16", "1377"),
            ("11", "3", "15", "9", "998"),
        ),
    ),
}


def filled() -> Iterator[tuple[str, str]]:
    """Each kind of form with one filling of it."""
    for kind, (form, fillings) in TEMPLATES.items():
        for values in fillings:
            yield kind, form.format(*values)


#: One long statement in each language, which every outlet quotes whole.
STATEMENTS = {
    "en": "We have listened to everybody who came to us in these weeks, and we have read every one of the "
    "letters, and what we heard is that nobody wants a quick answer that has to be taken back in autumn; "
    "so we shall take the time that it needs, we shall say openly what it costs, and we shall come back "
    "to this place before the end of the year with a plan that can be carried out",
    "de": "Wir haben allen zugehört, die in diesen Wochen zu uns gekommen sind, wir haben jeden einzelnen Brief"
    " gelesen, und gehört haben wir, dass niemand eine schnelle Antwort will, die im Herbst "
    "zurückgenommen werden muss; also nehmen wir uns die Zeit, die es braucht, sagen offen, was es "
    "kostet, und kommen vor Ende des Jahres mit einem Plan an diesen Ort zurück, der sich ausführen lässt",
    "ru": "Мы выслушали всех, кто пришёл к нам за эти недели, прочли каждое письмо до последнего, и услышали мы"
    " то, что никому не нужен быстрый ответ, который осенью придётся брать назад; поэтому мы возьмём "
    "столько времени, сколько нужно, открыто скажем, сколько это стоит, и до конца года вернёмся сюда с "
    "планом, который можно выполнить",
    "uk": "Ми вислухали всіх, хто приходив до нас за ці тижні, прочитали кожен лист до останнього, і почули ми "
    "те, що нікому не потрібна швидка відповідь, яку восени доведеться забирати назад; тому ми візьмемо "
    "стільки часу, скільки треба, відкрито скажемо, скільки це коштує, і до кінця року повернемося сюди з"
    " планом, який можна виконати",
    "be": "Мы выслухалі ўсіх, хто прыходзіў да нас за гэтыя тыдні, прачыталі кожны ліст да апошняга, і пачулі "
    "мы тое, што нікому не патрэбны хуткі адказ, які восенню давядзецца браць назад; таму мы возьмем "
    "столькі часу, колькі трэба, адкрыта скажам, колькі гэта каштуе, і да канца года вернемся сюды з "
    "планам, які можна выканаць",
    "pl": "Wysłuchaliśmy wszystkich, którzy przyszli do nas w tych tygodniach, przeczytaliśmy każdy list co do "
    "jednego i usłyszeliśmy, że nikt nie chce szybkiej odpowiedzi, którą jesienią trzeba będzie odwołać; "
    "dlatego weźmiemy tyle czasu, ile potrzeba, powiemy otwarcie, ile to kosztuje, i przed końcem roku "
    "wrócimy tu z planem do wykonania",
    "fr": "Nous avons écouté tous ceux qui sont venus nous voir ces dernières semaines, nous avons lu chacune "
    "des lettres, et ce que nous avons entendu, c'est que personne ne veut d'une réponse rapide qu'il "
    "faudrait reprendre à l'automne ; nous prendrons donc le temps qu'il faut, nous dirons ouvertement ce"
    " que cela coûte et nous reviendrons ici avant la fin de l'année avec un plan qui puisse être exécuté",
    "es": "Hemos escuchado a todos los que vinieron a vernos estas semanas, hemos leído cada una de las cartas,"
    " y lo que oímos es que nadie quiere una respuesta rápida que haya que retirar en otoño; así que nos "
    "tomaremos el tiempo que haga falta, diremos abiertamente cuánto cuesta y volveremos aquí antes de "
    "fin de año con un plan que se pueda cumplir",
    "lt": "Išklausėme visus, kurie per šias savaites pas mus atėjo, perskaitėme kiekvieną laišką ir išgirdome, "
    "kad niekas nenori greito atsakymo, kurį rudenį tektų atsiimti; todėl skirsime tiek laiko, kiek "
    "reikia, atvirai pasakysime, kiek tai kainuoja, ir iki metų pabaigos grįšime čia su planu, kurį "
    "galima įvykdyti",
}
