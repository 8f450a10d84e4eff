from __future__ import annotations

import pytest
from babel import Locale
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from shared.language import LANGUAGES
from shared.language.places import place_named

#: Names as they stand in a text, each with the English name of its place; an underscore stands for a space.
CASES = {
    "pl": (
        "Wilnie=Vilnius Wilna=Vilnius Kijowa=Kyiv Kijowie=Kyiv Warszawie=Warsaw Warszawy=Warsaw Warszawą=Warsaw "
        "Mińsku=Minsk Mińska=Minsk Moskwie=Moscow Moskwy=Moscow Moskwą=Moscow Berlinie=Berlin Berlina=Berlin "
        "Paryżu=Paris Paryża=Paris Londynie=London Londynu=London Rzymie=Rome Rzymu=Rome Pradze=Prague "
        "Pragi=Prague Rydze=Riga Rygi=Riga Tallinnie=Tallinn Madrycie=Madrid Madrytu=Madrid Budapeszcie=Budapest "
        "Budapesztu=Budapest Belgradzie=Belgrade Bukareszcie=Bucharest Sztokholmie=Stockholm Helsinkach=Helsinki "
        "Brukseli=Brussels Brukselą=Brussels Genewie=Geneva Wiedniu=Vienna Wiednia=Vienna Atenach=Athens "
        "Stambule=Istanbul Pekinie=Beijing Pekinu=Beijing Tokio=Tokyo Waszyngtonie=Washington Kairze=Cairo "
        "Kairu=Cairo Hadze=The_Hague Lwowie=Lviv Lwowa=Lviv Charkowie=Kharkiv Charkowa=Kharkiv Odessie=Odesa "
        "Brześciu=Brest Grodnie=Grodno Polsce=Poland Rosji=Russia Niemczech=Germany Francji=France "
        "Litwie=Lithuania Łotwie=Latvia Ukrainie=Ukraine Białorusi=Belarus Czechach=Czech_Republic Włoszech=Italy "
        "Hiszpanii=Spain Chinach=China Japonii=Japan Norwegii=Norway Szwajcarii=Switzerland Turcji=Turkey "
        "Izraelu=Israel Iranie=Iran Iraku=Iraq Syrii=Syria Gruzji=Georgia Armenii=Armenia "
        "Azerbejdżanie=Azerbaijan Kazachstanie=Kazakhstan Węgrzech=Hungary Słowacji=Slovakia Rumunii=Romania "
        "Bułgarii=Bulgaria Egipcie=Egypt Indiach=India Danii=Denmark Szwecji=Sweden Finlandii=Finland "
        "Estonii=Estonia Mołdawii=Moldova Grecji=Greece Wenezueli=Venezuela Brazylii=Brazil Meksyku=Mexico "
        "Kanadzie=Canada Afganistanie=Afghanistan Pakistanie=Pakistan"
    ),
    "ru": (
        "Минске=Minsk Минска=Minsk Минском=Minsk Варшаве=Warsaw Варшавы=Warsaw Варшаву=Warsaw Киеве=Kyiv "
        "Киева=Kyiv Вильнюсе=Vilnius Вильнюса=Vilnius Москве=Moscow Москву=Moscow Берлине=Berlin Париже=Paris "
        "Лондоне=London Риме=Rome Рима=Rome Праге=Prague Риге=Riga Риги=Riga Таллине=Tallinn Мадриде=Madrid "
        "Будапеште=Budapest Белграде=Belgrade Бухаресте=Bucharest Стокгольме=Stockholm Брюсселе=Brussels "
        "Брюсселя=Brussels Женеве=Geneva Вене=Vienna Вены=Vienna Афинах=Athens Афин=Athens Стамбуле=Istanbul "
        "Анкаре=Ankara Пекине=Beijing Пекина=Beijing Токио=Tokyo Вашингтоне=Washington Каире=Cairo "
        "Тегеране=Tehran Дамаске=Damascus Гааге=The_Hague Львове=Lviv Харькове=Kharkiv Одессе=Odesa Бресте=Brest "
        "Гродно=Grodno Польше=Poland России=Russia Германии=Germany Франции=France Литве=Lithuania Латвии=Latvia "
        "Украине=Ukraine Украину=Ukraine Белоруссии=Belarus Беларуси=Belarus Чехии=Czech_Republic Италии=Italy "
        "Испании=Spain Китае=China Китая=China Японии=Japan Норвегии=Norway Швейцарии=Switzerland Турции=Turkey "
        "Израиле=Israel Иране=Iran Ираке=Iraq Сирии=Syria Грузии=Georgia Армении=Armenia Азербайджане=Azerbaijan "
        "Казахстане=Kazakhstan Венгрии=Hungary Румынии=Romania Египте=Egypt Индии=India Дании=Denmark "
        "Швеции=Sweden Финляндии=Finland Эстонии=Estonia Молдавии=Moldova Греции=Greece Мексике=Mexico "
        "Канаде=Canada США=United_States"
    ),
    "uk": (
        "Мінську=Minsk Мінська=Minsk Варшаві=Warsaw Варшави=Warsaw Києві=Kyiv Києва=Kyiv Вільнюсі=Vilnius "
        "Москві=Moscow Москву=Moscow Берліні=Berlin Берліна=Berlin Парижі=Paris Лондоні=London Римі=Rome "
        "Празі=Prague Ризі=Riga Таллінні=Tallinn Мадриді=Madrid Будапешті=Budapest Белграді=Belgrade "
        "Бухаресті=Bucharest Стокгольмі=Stockholm Брюсселі=Brussels Женеві=Geneva Відні=Vienna Афінах=Athens "
        "Стамбулі=Istanbul Анкарі=Ankara Пекіні=Beijing Токіо=Tokyo Вашингтоні=Washington Каїрі=Cairo "
        "Тегерані=Tehran Гаазі=The_Hague Львові=Lviv Харкові=Kharkiv Одесі=Odesa Польщі=Poland Росії=Russia "
        "Німеччині=Germany Франції=France Литві=Lithuania Латвії=Latvia Україні=Ukraine Білорусі=Belarus "
        "Чехії=Czech_Republic Італії=Italy Іспанії=Spain Китаї=China Китаю=China Японії=Japan Норвегії=Norway "
        "Швейцарії=Switzerland Туреччині=Turkey Ізраїлі=Israel Ірані=Iran Іраку=Iraq Сирії=Syria Грузії=Georgia "
        "Вірменії=Armenia Азербайджані=Azerbaijan Казахстані=Kazakhstan Угорщині=Hungary Румунії=Romania "
        "Єгипті=Egypt Індії=India Данії=Denmark Швеції=Sweden Фінляндії=Finland Естонії=Estonia Молдові=Moldova "
        "Греції=Greece Мексиці=Mexico Канаді=Canada США=United_States"
    ),
    "be": (
        "Мінску=Minsk Мінска=Minsk Варшаве=Warsaw Варшавы=Warsaw Кіеве=Kyiv Кіева=Kyiv Вільнюсе=Vilnius "
        "Вільні=Vilnius Маскве=Moscow Маскву=Moscow Берліне=Berlin Парыжы=Paris Лондане=London Рыме=Rome "
        "Празе=Prague Рызе=Riga Таліне=Tallinn Мадрыдзе=Madrid Будапешце=Budapest Бялградзе=Belgrade "
        "Бухарэсце=Bucharest Стакгольме=Stockholm Бруселі=Brussels Жэневе=Geneva Вене=Vienna Афінах=Athens "
        "Стамбуле=Istanbul Анкары=Ankara Пекіне=Beijing Вашынгтоне=Washington Каіры=Cairo Гаазе=The_Hague "
        "Львове=Lviv Харкаве=Kharkiv Адэсе=Odesa Брэсце=Brest Гродне=Grodno Гомелі=Gomel Віцебску=Vitebsk "
        "Польшчы=Poland Расіі=Russia Германіі=Germany Францыі=France Літве=Lithuania Латвіі=Latvia "
        "Украіне=Ukraine Беларусі=Belarus Чэхіі=Czech_Republic Італіі=Italy Іспаніі=Spain Кітаі=China Кітая=China "
        "Японіі=Japan Нарвегіі=Norway Швейцарыі=Switzerland Турцыі=Turkey Ізраілі=Israel Іране=Iran Іраку=Iraq "
        "Сірыі=Syria Грузіі=Georgia Арменіі=Armenia Азербайджане=Azerbaijan Казахстане=Kazakhstan Венгрыі=Hungary "
        "Румыніі=Romania Егіпце=Egypt Індыі=India Даніі=Denmark Швецыі=Sweden Фінляндыі=Finland Эстоніі=Estonia "
        "Малдове=Moldova Грэцыі=Greece Мексіцы=Mexico Канадзе=Canada ЗША=United_States"
    ),
    "lt": (
        "Vilniuje=Vilnius Vilniaus=Vilnius Minske=Minsk Minsko=Minsk Varšuvoje=Warsaw Varšuvos=Warsaw Kijeve=Kyiv "
        "Kijevo=Kyiv Maskvoje=Moscow Maskvos=Moscow Berlyne=Berlin Berlyno=Berlin Paryžiuje=Paris Paryžiaus=Paris "
        "Londone=London Londono=London Romoje=Rome Romos=Rome Prahoje=Prague Rygoje=Riga Rygos=Riga "
        "Taline=Tallinn Madride=Madrid Budapešte=Budapest Belgrade=Belgrade Bukarešte=Bucharest "
        "Stokholme=Stockholm Briuselyje=Brussels Briuselio=Brussels Ženevoje=Geneva Vienoje=Vienna "
        "Atėnuose=Athens Stambule=Istanbul Ankaroje=Ankara Pekine=Beijing Pekino=Beijing Tokijuje=Tokyo "
        "Vašingtone=Washington Vašingtono=Washington Kaire=Cairo Teherane=Tehran Hagoje=The_Hague Kaune=Kaunas "
        "Kauno=Kaunas Klaipėdoje=Klaipėda Lvove=Lviv Charkive=Kharkiv Odesoje=Odesa Lenkijoje=Poland "
        "Lenkijos=Poland Rusijoje=Russia Vokietijoje=Germany Prancūzijoje=France Lietuvoje=Lithuania "
        "Lietuvos=Lithuania Latvijoje=Latvia Ukrainoje=Ukraine Ukrainos=Ukraine Baltarusijoje=Belarus "
        "Baltarusijos=Belarus Čekijoje=Czech_Republic Italijoje=Italy Ispanijoje=Spain Kinijoje=China "
        "Japonijoje=Japan Norvegijoje=Norway Šveicarijoje=Switzerland Turkijoje=Turkey Izraelyje=Israel "
        "Irane=Iran Irake=Iraq Sirijoje=Syria Gruzijoje=Georgia Sakartvele=Georgia Armėnijoje=Armenia "
        "Azerbaidžane=Azerbaijan Kazachstane=Kazakhstan Vengrijoje=Hungary Rumunijoje=Romania Egipte=Egypt "
        "Indijoje=India Danijoje=Denmark Švedijoje=Sweden Suomijoje=Finland Estijoje=Estonia Moldovoje=Moldova "
        "Graikijoje=Greece Meksikoje=Mexico Kanadoje=Canada JAV=United_States"
    ),
}  # fmt: skip

EVERYDAY = {
    "de": (
        "Weißrussland=Belarus Weissrussland=Belarus Weißrusslands=Belarus Birma=Myanmar UdSSR=Soviet_Union "
        "USA=United_States Großbritannien=United_Kingdom England=United_Kingdom Holland=Netherlands "
        "Tschechien=Czech_Republic Moldau=Moldova Elfenbeinküste=Ivory_Coast Kiew=Kyiv Moskau=Moscow "
        "Warschau=Warsaw Wilna=Vilnius Peking=Beijing Lemberg=Lviv Krakau=Kraków Danzig=Gdańsk Breslau=Wrocław "
        "Prag=Prague Rom=Rome Wien=Vienna Mailand=Milan Neapel=Naples Lissabon=Lisbon Athen=Athens "
        "Charkiw=Kharkiv Den_Haag=The_Hague Genf=Geneva Straßburg=Strasbourg Jerusalem=Jerusalem "
        "Königsberg=Kaliningrad Riad=Riyadh Teheran=Tehran Kairo=Cairo Saudi-Arabien=Saudi_Arabia "
        "Nordkorea=North_Korea Vereinigte_Staaten=United_States Bundesrepublik=Germany"
    ),
    "en": (
        "Burma=Myanmar USA=United_States US=United_States UK=United_Kingdom Britain=United_Kingdom "
        "Holland=Netherlands Ivory_Coast=Ivory_Coast Kiev=Kyiv Kyiv=Kyiv Peking=Beijing "
        "Port_of_Spain=Port_of_Spain The_Hague=The_Hague Hague=The_Hague Czechia=Czech_Republic "
        "Swaziland=Eswatini Macedonia=North_Macedonia Bombay=Mumbai Calcutta=Kolkata Saigon=Ho_Chi_Minh_City "
        "Odessa=Odesa Kharkov=Kharkiv Soviet_Union=Soviet_Union Georgia=Georgia Jordan=Jordan Chad=Chad"
    ),
    "fr": (
        "États-Unis=United_States Etats-Unis=United_States Birmanie=Myanmar Biélorussie=Belarus Bélarus=Belarus "
        "Grande-Bretagne=United_Kingdom Angleterre=United_Kingdom Royaume-Uni=United_Kingdom URSS=Soviet_Union "
        "Pays-Bas=Netherlands Londres=London Moscou=Moscow Varsovie=Warsaw Vienne=Vienna Pékin=Beijing "
        "Le_Caire=Cairo La_Haye=The_Hague Bruxelles=Brussels Genève=Geneva Athènes=Athens Rome=Rome Kiev=Kyiv "
        "Vilnius=Vilnius Tchéquie=Czech_Republic Côte_d’Ivoire=Ivory_Coast Corée_du_Nord=North_Korea "
        "Lisbonne=Lisbon Copenhague=Copenhagen Jérusalem=Jerusalem Alger=Algiers Tunis=Tunis Russie=Russia "
        "Allemagne=Germany Ecosse=Scotland"
    ),
    "es": (
        "Estados_Unidos=United_States EE._UU.=United_States EE.UU.=United_States EEUU=United_States "
        "Birmania=Myanmar Bielorrusia=Belarus Gran_Bretaña=United_Kingdom Inglaterra=United_Kingdom "
        "Reino_Unido=United_Kingdom URSS=Soviet_Union Países_Bajos=Netherlands Londres=London Moscú=Moscow "
        "Varsovia=Warsaw Viena=Vienna Pekín=Beijing El_Cairo=Cairo La_Haya=The_Hague Bruselas=Brussels "
        "Ginebra=Geneva Atenas=Athens Roma=Rome Kiev=Kyiv Vilna=Vilnius Costa_de_Marfil=Ivory_Coast "
        "Corea_del_Norte=North_Korea Lisboa=Lisbon Copenhague=Copenhagen Jerusalén=Jerusalem Argel=Algiers "
        "Nueva_York=New_York Rusia=Russia Alemania=Germany Escocia=Scotland Múnich=Munich Ucrania=Ukraine"
    ),
    "ru": (
        "Белоруссия=Belarus Бирма=Myanmar Мьянма=Myanmar ФРГ=Germany США=United_States СССР=Soviet_Union "
        "Великобритания=United_Kingdom Англия=United_Kingdom Британия=United_Kingdom Голландия=Netherlands "
        "РФ=Russia КНДР=North_Korea КНР=China ОАЭ=United_Arab_Emirates Чехия=Czech_Republic Киев=Kyiv "
        "Молдавия=Moldova Северная_Корея=North_Korea Северной_Корее=North_Korea Южной_Корее=South_Korea "
        "Саудовской_Аравии=Saudi_Arabia Шотландия=Scotland Шотландии=Scotland Нью-Йорке=New_York "
        "Нью-Йорка=New_York ЮАР=South_Africa Санкт-Петербурге=Saint_Petersburg Петербурге=Saint_Petersburg "
        "Тель-Авиве=Tel_Aviv Мюнхене=Munich Милане=Milan Кракове=Kraków"
    ),
    "uk": (
        "Білорусія=Belarus Бірма=Myanmar ФРН=Germany США=United_States СРСР=Soviet_Union "
        "Велика_Британія=United_Kingdom Великій_Британії=United_Kingdom Великої_Британії=United_Kingdom "
        "Англія=United_Kingdom Голландія=Netherlands РФ=Russia КНДР=North_Korea КНР=China "
        "ОАЕ=United_Arab_Emirates Північній_Кореї=North_Korea Південної_Кореї=South_Korea "
        "Саудівській_Аравії=Saudi_Arabia Шотландії=Scotland Нью-Йорку=New_York Чернігові=Chernihiv "
        "Запоріжжі=Zaporizhzhya Дніпрі=Dnipro Маріуполі=Mariupol"
    ),
    "be": (
        "ЗША=United_States СССР=Soviet_Union Вялікабрытанія=United_Kingdom Вялікай_Брытаніі=United_Kingdom "
        "Англія=United_Kingdom РФ=Russia КНДР=North_Korea КНР=China ФРГ=Germany Паўночнай_Карэі=North_Korea "
        "Паўднёвай_Карэі=South_Korea Нью-Ёрку=New_York Менску=Minsk Менск=Minsk Горадні=Grodno "
        "Нідэрланды=Netherlands Магілёве=Mogilev Бабруйску=Bobruysk Варшава=Warsaw Беластоку=Białystok"
    ),
    "pl": (
        "Wielka_Brytania=United_Kingdom Wielkiej_Brytanii=United_Kingdom Brytania=United_Kingdom "
        "Anglia=United_Kingdom Anglii=United_Kingdom USA=United_States Stany_Zjednoczone=United_States "
        "Stanach_Zjednoczonych=United_States Ameryce=United_States ZSRR=Soviet_Union RFN=Germany Birma=Myanmar "
        "Birmie=Myanmar Holandia=Netherlands Holandii=Netherlands Korei_Północnej=North_Korea "
        "Koreą_Północną=North_Korea Arabii_Saudyjskiej=Saudi_Arabia Szkocji=Scotland Nowym_Jorku=New_York "
        "Monachium=Munich Kolonii=Cologne Mediolanie=Milan Neapolu=Naples Krakowie=Kraków Gdańsku=Gdańsk "
        "Wrocławiu=Wrocław Poznaniu=Poznań Łodzi=Łódź Białymstoku=Białystok Petersburgu=Saint_Petersburg "
        "Republice_Południowej_Afryki=South_Africa"
    ),
    "lt": (
        "JAV=United_States Jungtinėse_Valstijose=United_States Didžioji_Britanija=United_Kingdom "
        "Didžiojoje_Britanijoje=United_Kingdom Didžiosios_Britanijos=United_Kingdom "
        "Jungtinėje_Karalystėje=United_Kingdom Anglijoje=United_Kingdom SSRS=Soviet_Union Mianmare=Myanmar "
        "Olandijoje=Netherlands Nyderlanduose=Netherlands Šiaurės_Korėjoje=North_Korea "
        "Šiaurės_Korėjos=North_Korea Pietų_Korėjos=South_Korea Saudo_Arabijoje=Saudi_Arabia Škotijoje=Scotland "
        "Niujorke=New_York Miunchene=Munich Krokuvoje=Kraków Gdanske=Gdańsk Sankt_Peterburge=Saint_Petersburg "
        "Karaliaučiuje=Kaliningrad Šiauliuose=Šiauliai Panevėžyje=Panevėžys"
    ),
}  # fmt: skip


def entries(table: dict[str, str]) -> list[tuple[str, str, str]]:
    pairs = [
        (language, *entry.replace("_", " ").split("=")) for language, words in table.items() for entry in words.split()
    ]
    return [(language, form, name) for language, form, name in pairs]


@pytest.mark.parametrize("language", CASES)
def test_places_are_found_in_the_cases_that_follow_prepositions(language: str) -> None:
    """w Wilnie, в Минске, у Празі, у Мадрыдзе and Vilniuje are places, each its own."""
    wrong = [(form, name) for tag, form, name in entries(CASES) if tag == language and found(form, tag) != name]

    assert [] == wrong


@pytest.mark.parametrize("language", EVERYDAY)
def test_everyday_and_older_names_are_found(language: str) -> None:
    """Weißrussland, Белоруссия, Birma, ФРГ, EE. UU. and JAV are the countries that they name."""
    wrong = [(form, name) for tag, form, name in entries(EVERYDAY) if tag == language and found(form, tag) != name]

    assert [] == wrong


def found(form: str, language: str) -> str | None:
    place = place_named(form, language)
    return place.name if place else None


#: Codes of CLDR that are no countries; Antarctica, which is a region here; and names that a greater place has too:
#: the other Congo, Granada in Spain, Norfolk in Virginia, Guadalupe, Saint Martin, Saint Helena, Saint Barthélemy.
NO_COUNTRIES = {"EU", "UN", "XA", "XB", "ZZ", "EZ", "QO"}
SHARED = {"AQ", "CG", "GD", "NF", "GP", "MF", "SH", "BL"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_known_by_its_standard_name(language: str) -> None:
    """The name that CLDR gives a country in a language is that country."""
    names = {
        code: name
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES | SHARED
    }
    places = {code: place_named(name, language) for code, name in names.items()}

    assert {} == {code: names[code] for code, place in places.items() if place is None or place.id != f"country:{code}"}


#: Capitals that time zones are named after: zone, country. Cities that share their country's name are left out.
CAPITALS = (
    "Asia/Kabul AF,Europe/Tirane AL,Africa/Luanda AO,Asia/Yerevan AM,Europe/Vienna AT,Asia/Baku AZ,"
    "Asia/Dhaka BD,Europe/Brussels BE,Africa/Ouagadougou BF,Europe/Sofia BG,Asia/Bahrain BH,"
    "Africa/Bujumbura BI,America/La_Paz BO,Europe/Minsk BY,Africa/Kinshasa CD,Africa/Bangui CF,"
    "Africa/Brazzaville CG,America/Santiago CL,America/Bogota CO,America/Havana CU,Asia/Nicosia CY,"
    "Europe/Prague CZ,Europe/Berlin DE,Europe/Copenhagen DK,Europe/Tallinn EE,Africa/Cairo EG,Europe/Madrid ES,"
    "Africa/Addis_Ababa ET,Europe/Helsinki FI,Europe/Paris FR,Africa/Libreville GA,Europe/London GB,"
    "Asia/Tbilisi GE,Africa/Accra GH,Africa/Conakry GN,Europe/Athens GR,America/Port-au-Prince HT,"
    "Europe/Zagreb HR,Europe/Budapest HU,Asia/Jakarta ID,Europe/Dublin IE,Asia/Jerusalem IL,Asia/Baghdad IQ,"
    "Asia/Tehran IR,Atlantic/Reykjavik IS,Europe/Rome IT,Asia/Amman JO,Asia/Tokyo JP,Africa/Nairobi KE,"
    "Asia/Bishkek KG,Asia/Phnom_Penh KH,Asia/Pyongyang KP,Asia/Seoul KR,Asia/Vientiane LA,Asia/Beirut LB,"
    "Europe/Vaduz LI,Africa/Monrovia LR,Europe/Vilnius LT,Europe/Riga LV,Africa/Tripoli LY,Europe/Chisinau MD,"
    "Europe/Podgorica ME,Europe/Skopje MK,Africa/Bamako ML,Asia/Ulaanbaatar MN,Africa/Nouakchott MR,"
    "Europe/Malta MT,Africa/Maputo MZ,Africa/Windhoek NA,Africa/Niamey NE,America/Managua NI,"
    "Europe/Amsterdam NL,Europe/Oslo NO,Asia/Katmandu NP,America/Lima PE,Asia/Manila PH,Europe/Warsaw PL,"
    "Europe/Lisbon PT,America/Asuncion PY,Asia/Qatar QA,Europe/Bucharest RO,Europe/Belgrade RS,"
    "Europe/Moscow RU,Africa/Kigali RW,Asia/Riyadh SA,Africa/Khartoum SD,Europe/Stockholm SE,"
    "Europe/Ljubljana SI,Europe/Bratislava SK,Africa/Freetown SL,Africa/Dakar SN,Africa/Mogadishu SO,"
    "Africa/Juba SS,Asia/Damascus SY,Africa/Ndjamena TD,Africa/Lome TG,Asia/Bangkok TH,Asia/Dushanbe TJ,"
    "Asia/Ashgabat TM,America/Port_of_Spain TT,Asia/Taipei TW,Africa/Kampala UG,America/Montevideo UY,"
    "Asia/Tashkent UZ,America/Caracas VE,Asia/Aden YE,Africa/Lusaka ZM,Africa/Harare ZW"
)


#: Capitals whose name is a common word as well, which is meant far more often: Lithuanian "viena" is "one".
ALSO_WORDS = {("lt", "Viena")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_capitals_are_known_in_every_language(language: str) -> None:
    """A capital's name in a language, as CLDR has it, is a city of its country."""
    local, territories = Locale(language).time_zones, get_global("zone_territories")
    wrong = []
    for zone, country in (entry.split() for entry in CAPITALS.split(",")):
        name = (local.get(zone, {}).get("city") or "").partition(" (")[0]
        if (language, name) in ALSO_WORDS:
            continue
        place = place_named(name, language) if name else None
        is_country = place is not None and place.id == f"country:{country}"
        if name and not is_country and (place is None or place.country not in {country, ""}):
            wrong.append((zone, name, place))

    assert [] == wrong and territories["Europe/Minsk"] == "BY"


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("de", "Hang"),
        ("de", "Zug"),
        ("lt", "Vienas"),
        ("uk", "Дані"),
        ("pl", "XVII"),
        ("pl", "Dana"),
        ("es", "Casa Blanca"),
    ],
)
def test_common_words_are_no_places(language: str, word: str) -> None:
    """A slope is not Hangzhou and data are not Denmark: words that nearly always mean something else are no places."""
    assert place_named(word, language) is None


def test_of_namesakes_the_greater_is_meant() -> None:
    """A country comes before a lesser city of its name, a city before a lesser territory."""
    said = {name: place_named(name, "es") for name in ("Líbano", "México", "Granada")}

    assert ["country:LB", "country:MX", "ES"] == [place and (place.country or place.id) for place in said.values()]


def test_china_is_not_quito() -> None:
    """The genitive of Китай is China's, though Кито is a city."""
    assert ["China", "China", "Quito"] == [found("Китая", "ru"), found("Кітая", "be"), found("Кито", "ru")]


@given(st.text(max_size=40), st.sampled_from([*LANGUAGES, "sv", ""]))
def test_any_text_may_be_looked_up(text: str, language: str) -> None:
    """Whatever is asked for, the answer is a place or none, and the same again."""
    assert place_named(text, language) == place_named(text, language)
