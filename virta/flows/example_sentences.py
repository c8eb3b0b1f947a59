"""What people say in the example, and who they are: all of it made up."""

from dataclasses import dataclass

FIRST = ("Aino", "Eetu", "Helmi", "Ilmari", "Joona", "Karin", "Lauri", "Meri", "Oskar", "Siiri")
LAST = ("Aalto", "Berg", "Harju", "Koski", "Lehto", "Lind", "Mäki", "Niemi", "Saari", "Vuori")


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that people talk about, from so many days ago to so many."""

    weight: float
    sentences: tuple[tuple[str, str], ...]
    """Language and text."""
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    outlet: str = ""
    headline: str = ""
    first: int = 60
    last: int = 0


SITE = "https://luontomuseo.saarivirta.invalid"
PAPER = "uutiset.saarivirta.invalid"

THEMES = (
    Theme(
        4,
        (
            ("fi", "Luontomuseossa oli tänään hieno sunnuntai lasten kanssa, kiitos oppaalle!"),
            ("fi", "Saarivirran luontomuseo on ihana paikka sadepäivänä."),
            (
                "fi",
                "Kävimme luontomuseossa, ja kahvilan korvapuustit olivat parasta pitkään aikaan.",
            ),
            (
                "fi",
                "Luontomuseon uusi lampinäyttely sai meidän nelivuotiaan hiljaiseksi. Suositus.",
            ),
            (
                "fi",
                "Monelta luontomuseo menee kiinni lauantaina? Sivulta en löytänyt aukioloaikoja.",
            ),
            ("fi", "Luontomuseon aukioloajat ovat taas väärin kartalla, ajoimme turhaan."),
            ("fi", "Vietimme synttärit luontomuseossa. Opastus lapsille oli loistava."),
            ("sv", "Vi besökte luontomuseo i Saarivirta, en fin dag med barnen."),
            ("en", "Spent the day at Saarivirta, the pond exhibition is lovely."),
        ),
        ("#luontomuseo", "#museot", "#perheet"),
        (f"{SITE}/lampi", f"{SITE}/lampi?utm_source=bluesky&utm_medium=social", f"{SITE}/aukiolo"),
    ),
    Theme(
        3,
        (
            ("fi", "Luontomuseon parkkipaikka oli taas täynnä jo kymmeneltä. Bussiakaan ei kulje."),
            (
                "fi",
                "Miksi luontomuseon pysäköinti maksaa nyt viisi euroa? Ihan hirveä hinta perheelle.",
            ),
            ("fi", "Pysäköinti luontomuseolla on surkea, käännyimme takaisin."),
            ("fi", "Luontomuseon uusi pysäköintimaksu suututtaa naapuritkin."),
            ("en", "The new parking fee at Saarivirta is a terrible idea."),
        ),
        ("#pysäköinti", "#luontomuseo"),
        (f"https://{PAPER}/pysakointi", f"https://m.{PAPER}/pysakointi?fbclid=abc"),
        outlet=PAPER,
        headline="Luontomuseon pysäköinti muuttui maksulliseksi",
        first=18,
    ),
    Theme(
        2,
        (
            ("fi", "Saako luontomuseoon tuoda koiran? Ulkona sataa ja karvakuono palelee."),
            ("fi", "Luontomuseo, koirat ja kahvila: miten tämä on aina yhtä epäselvää?"),
            ("fi", "Jäimme koiran kanssa luontomuseon ovelle. Opas toi onneksi vettä."),
        ),
        ("#koirat",),
        first=60,
        last=30,
    ),
    Theme(
        3,
        (
            ("fi", "Tiedekeskuksen planetaario oli huikea, koko perhe tykkäsi."),
            ("fi", "Tiedekeskus avasi uuden avaruusnäyttelyn, jonot olivat pitkät."),
            ("fi", "Jonotimme tiedekeskuksessa tunnin. Ei enää koskaan viikonloppuna."),
            ("fi", "Tiedekeskuksen perhelippu on halvempi kuin luontomuseon."),
            ("sv", "Tiedekeskus har ett nytt planetarium, barnen älskade det."),
        ),
        ("#tiedekeskus", "#planetaario"),
        ("https://tiedekeskus.saarivirta.invalid/planetaario",),
    ),
    Theme(
        3,
        (
            ("fi", "Muuttolinnut lähtivät tänään lahdelta, satoja kurkia yhtenä aurana."),
            ("fi", "Kurkia pellolla niin paljon, ettei laskemaan ehdi. Muuttolintujen aika."),
            ("fi", "Kuulin ensimmäisen kurjen jo viideltä aamulla."),
            ("fi", "Mistä tietää, onko pellolla kurki vai haikara? Muuttolintuja joka puolella."),
            ("sv", "Så många tranor, kurki på finska, över viken i kväll."),
        ),
        ("#linnut", "#muuttolinnut"),
        ("https://linnut.saarivirta.invalid/havainnot",),
    ),
    Theme(
        4,
        (
            ("fi", "Luontomuseon lintuviikko alkaa pian, ilmoitimme koko luokan pönttöpajaan."),
            ("fi", "Lintuviikon pönttöpaja täyttyi tunnissa! Tuleeko luontomuseoon toinen?"),
            ("fi", "Lintuviikon ohjelma on julki: pönttöpaja, yöretki ja lasten luento."),
            ("fi", "Lintuviikon yöretki luontomuseolta oli syksyn hienoin ilta."),
            ("en", "Joined the night walk of Saarivirta, so many owls. Wonderful guides."),
        ),
        ("#lintuviikko", "#pönttöpaja"),
        (
            f"{SITE}/lintuviikko",
            f"{SITE}/lintuviikko/?utm_campaign=syksy",
            f"{SITE}/amp/lintuviikko",
        ),
        outlet=PAPER,
        headline="Lintuviikon pönttöpaja täyttyi tunnissa",
        first=12,
    ),
)
