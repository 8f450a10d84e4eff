"""Headlines in languages outside the configured set, of our own writing: none of them may pass for a configured one."""

from __future__ import annotations

OUTSIDE: dict[str, tuple[str, ...]] = {
    "sv": (
        "Regeringen lägger fram ett nytt förslag om elpriserna",
        "Två män döms för mordet på en lärare i Malmö",
        "Stormen drar in över västkusten i natt",
        "Ökad arbetslöshet bland unga oroar facket",
        "Finalen slutade oavgjort efter förlängning",
    ),
    "da": (
        "Folketinget vedtager ny lov om vindmøller til havs",
        "Politiet efterlyser vidner til ulykke på motorvejen",
        "Flere danskere vælger toget frem for bilen",
        "Regeringen vil sænke afgiften på el næste år",
    ),
    "no": (
        "Regjeringen vil bygge ny jernbane til Bergen",
        "Politiet leter fortsatt etter den savnede skiløperen",
        "Oljefondet falt kraftig i fjor høst",
        "Flere skoler må stenge på grunn av snøskred",
    ),
    "fi": (
        "Hallitus esittää lisää rahaa sairaaloiden korjaamiseen",
        "Poliisi etsii kadonnutta kalastajaa Saimaalta",
        "Sähkön hinta nousi ennätyskorkealle tammikuussa",
        "Leijonat voitti maailmanmestaruuden jatkoajalla",
    ),
    "hu": (
        "A kormány új adót vezetne be a bankokra",
        "Elfogták a budapesti gyilkosság gyanúsítottját",
        "Rekordot döntött a hőség az ország déli részén",
        "Tüntettek a tanárok a parlament előtt",
    ),
    "tr": (
        "Merkez Bankası faiz oranını değiştirmedi",
        "İstanbul'da kar yağışı ulaşımı durdurdu",
        "Depremde yıkılan okulların yerine yenileri yapılıyor",
        "Cumhurbaşkanı yarın Ankara'da bakanlarla görüşecek",
    ),
    "ro": (
        "Guvernul a aprobat bugetul pentru anul viitor",
        "Un incendiu a izbucnit într-un spital din Cluj",
        "Profesorii intră în grevă începând de luni",
        "Prețul gazelor va crește cu zece la sută",
    ),
    "hr": (
        "Vlada je usvojila novi zakon o stanovanju",
        "Požar kod Splita stavljen pod nadzor vatrogasaca",
        "Učitelji najavljuju štrajk zbog niskih plaća",
        "Sabor raspravlja o promjeni izbornog zakona",
    ),
    "sk": (
        "Vláda schválila rozpočet na budúci rok",
        "Polícia pátra po nezvestnom mužovi z Košíc",
        "Učitelia protestujú proti zmenám v školskom zákone",
        "Silný vietor poškodil strechy v troch okresoch",
    ),
    "et": (
        "Valitsus kiitis heaks järgmise aasta eelarve",
        "Politsei otsib kadunud meest Tartu lähedal",
        "Elektri hind tõusis jaanuaris kaks korda",
        "Õpetajad alustavad esmaspäeval streiki",
    ),
    "sr": (
        "Влада је усвојила нови закон о високом образовању",
        "Полиција трага за возачем који је побегао са места несреће",
        "Наставници најављују штрајк због ниских плата",
        "Вода у насељу још није за пиће",
    ),
    "mk": (
        "Владата го усвои буџетот за следната година",
        "Полицијата трага по возачот што избега од местото на несреќата",
        "Наставниците најавуваат штрајк поради ниските плати",
        "Силен ветер оштети покриви во Скопје",
    ),
    "kk": (
        "Үкімет келесі жылға арналған бюджетті бекітті",
        "Полиция жоғалған баланы іздеп жатыр",
        "Мұғалімдердің жалақысы қаңтардан бастап өседі",
        "Алматыда қатты жел шатырларды ұшырып кетті",
    ),
    "tt": (
        "Хөкүмәт киләсе елга бюджетны раслады",
        "Казанда яңа мәктәп ачылды",
        "Укытучыларның хезмәт хакы гыйнвардан артачак",
    ),
    "mn": (
        "Засгийн газар ирэх оны төсвийг баталлаа",
        "Цагдаа алга болсон хүүг хайж байна",
        "Улаанбаатарт шинэ эмнэлэг нээгдлээ",
    ),
    "el": (
        "Η κυβέρνηση ενέκρινε τον προϋπολογισμό του επόμενου έτους",
        "Πυρκαγιά σε δάσος κοντά στην Αθήνα",
    ),
    "ar": (
        "الحكومة تقر ميزانية العام المقبل",
        "الشرطة تبحث عن رجل مفقود في الجبال",
    ),
    "he": (
        "הממשלה אישרה את תקציב המדינה לשנה הבאה",
        "המשטרה מחפשת נעדר באזור הצפון",
    ),
    "zh": (
        "政府批准明年的国家预算案并公布细节",
        "警方正在山区寻找失踪的登山者和他的向导",
    ),
    "ja": (
        "政府は来年度の予算案を閣議決定した",
        "警察は山で行方不明になった男性を捜している",
    ),
    "ka": (
        "მთავრობამ მომავალი წლის ბიუჯეტი დაამტკიცა",
        "პოლიცია დაკარგულ მამაკაცს ეძებს",
    ),
}
