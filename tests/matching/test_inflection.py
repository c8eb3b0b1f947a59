"""Inflected forms."""

import ctypes

import pytest

from virta.matching import inflection
from virta.matching.inflection import Voikko, agrees, means
from virta.matching.tree import Inflected

# Written down before the rules were tried on them, to measure with.
FORMS = {
    "kunta": "kunnan kuntaa kunnat kuntien kunnissa kuntia",
    "seura": "seuran seuraa seurat seurojen seuroja",
    "ravintola": "ravintolan ravintolaa ravintolat ravintoloiden ravintoloita ravintolassa",
    "hotelli": "hotellin hotellia hotellit hotellien hotelleja hotelleissa",
    "pankki": "pankin pankkia pankit pankkien pankkeja pankeissa",
    "matka": "matkan matkaa matkat matkojen matkoja",
    "kampanja": "kampanjan kampanjaa kampanjat kampanjoiden kampanjoita",
    "mainos": "mainoksen mainosta mainokset mainosten mainoksia",
    "uutinen": "uutisen uutista uutiset uutisten uutisia",
    "tapahtuma": "tapahtuman tapahtumaa tapahtumat tapahtumien tapahtumia",
    "liike": "liikkeen liikettä liikkeet liikkeiden liikkeitä",
    "perhe": "perheen perhettä perheet perheiden perheitä",
    "nainen": "naisen naista naiset naisten naisia",
    "mies": "miehen miestä miehet miesten miehiä",
    "käsi": "käden kättä kädet käsien käsiä",
    "kieli": "kielen kieltä kielet kielten kieliä",
    "järvi": "järven järveä järvet järvien järviä",
    "tuoli": "tuolin tuolia tuolit tuolien tuoleja",
    "avain": "avaimen avainta avaimet avainten avaimia",
    "rikas": "rikkaan rikasta rikkaat rikkaiden rikkaita",
    "kaunis": "kauniin kaunista kauniit kauniiden kauniita",
    "hyvä": "hyvän hyvää hyvät hyvien hyviä",
    "uusi": "uuden uutta uudet uusien uusia",
    "vanha": "vanhan vanhaa vanhat vanhojen vanhoja",
    "köyhyys": "köyhyyden köyhyyttä köyhyydestä",
    "oikeus": "oikeuden oikeutta oikeudet oikeuksien oikeuksia",
    "sopimus": "sopimuksen sopimusta sopimukset sopimusten sopimuksia",
    "lakko": "lakon lakkoa lakot lakkojen lakkoja",
    "juna": "junan junaa junat junien junia",
    "lippu": "lipun lippua liput lippujen lippuja",
    "kenkä": "kengän kenkää kengät kenkien kenkiä",
    "sähkö": "sähkön sähköä sähköt",
    "maito": "maidon maitoa maidot maitojen",
    "leipä": "leivän leipää leivät leipien leipiä",
    "ruoka": "ruoan ruokaa ruoat ruokien ruokia ruuan",
    "kevät": "kevään kevättä keväät keväiden",
    "tutkimus": "tutkimuksen tutkimusta tutkimukset tutkimusten",
    "valmis": "valmiin valmista valmiit",
    "tietokone": "tietokoneen tietokonetta tietokoneet tietokoneiden tietokoneita",
    "johtaja": "johtajan johtajaa johtajat johtajien johtajia",
}


@pytest.fixture
def without_voikko(monkeypatch):
    monkeypatch.setattr(inflection, "voikko", lambda: None)
    for remembered in (inflection._forms, inflection._keys, inflection._voikko_keys):
        remembered.cache_clear()
    yield
    for remembered in (inflection._forms, inflection._keys, inflection._voikko_keys):
        remembered.cache_clear()


def is_form(word, form, language="fi"):
    return agrees(Inflected(word, language), form, None)


@pytest.mark.usefixtures("without_voikko")
def test_stems_find_the_share_of_finnish_forms_that_the_description_tells():
    pairs = [(word, form) for word, forms in FORMS.items() for form in forms.split()]
    assert sum(is_form(*pair) for pair in pairs) / len(pairs) >= 0.955


@pytest.mark.usefixtures("without_voikko")
def test_words_of_other_meanings_seldom_agree():
    strangers = [
        (word, form)
        for word in FORMS
        for other in FORMS
        if other != word
        for form in FORMS[other].split()
    ]
    assert sum(is_form(*pair) for pair in strangers) / len(strangers) < 0.001


@pytest.mark.usefixtures("without_voikko")
@pytest.mark.parametrize("form", ["talous", "Talouden", "taloutta", "talouksien", "taloudesta"])
def test_the_economy_is_found_in_all_its_forms(form):
    assert is_form("talous", form)


@pytest.mark.usefixtures("without_voikko")
@pytest.mark.parametrize("form", ["talo", "talon", "talvi", ""])
def test_the_house_is_not_the_economy(form):
    assert not is_form("talous", form)


def test_the_language_asked_for_comes_before_the_posts_own():
    assert agrees(Inflected("house"), "houses", "en-GB")
    assert agrees(Inflected("house", "en"), "houses", "fi")
    assert not agrees(Inflected("house"), "houses", "xx")
    assert agrees(Inflected("house"), "House", None)


@pytest.mark.usefixtures("without_voikko")
def test_it_says_by_what_it_finds_them():
    assert [means(one) for one in ("fi", "sv-FI", "ja", None)] == ["stems", "stems", "", ""]


class FakeVoikko:
    def base_forms(self, word):
        return {"alusta": {"alusta", "Alku"}, "alun": {"alku"}, "alku": {"alku"}}.get(word, set())


@pytest.fixture
def with_voikko(without_voikko, monkeypatch):
    monkeypatch.setattr(inflection, "voikko", FakeVoikko)


@pytest.mark.usefixtures("with_voikko")
def test_voikko_decides_where_it_knows_the_word_and_stems_where_it_does_not():
    assert means("fi") == "voikko"
    assert is_form("alku", "alusta")
    assert is_form("alku", "alun")
    assert not is_form("alku", "alkujen")
    assert is_form("nokia", "nokian")


class Function:
    """A function of the library, whose types may be set."""

    def __init__(self, run):
        self.run = run

    def __call__(self, *arguments):
        return self.run(*arguments)


class Library:
    """Stands in for libvoikko: one word with two basic forms, in its own layout of memory."""

    def __init__(self, handle=1):
        self.freed = []
        self.kept = [ctypes.create_string_buffer(one.encode()) for one in ("alku", "alusta")]
        self.analyses = (ctypes.c_void_p * 3)(1, 2, None)
        self.voikkoInit = Function(lambda *_: handle)
        self.voikkoAnalyzeWordCstr = Function(
            lambda _, word: self.analyses if word == b"alusta" else None
        )
        self.voikko_mor_analysis_value_cstr = Function(
            lambda one, key: ctypes.addressof(self.kept[one - 1]) if key == b"BASEFORM" else None
        )
        self.voikko_free_mor_analysis_value_cstr = Function(self.freed.append)
        self.voikko_free_mor_analysis = Function(self.freed.append)


def test_voikkos_answers_are_read_and_freed():
    library = Library()
    voikko = Voikko(library)
    assert voikko.base_forms("alusta") == {"alku", "alusta"}
    assert len(library.freed) == 3
    assert voikko.base_forms("xyz") == set()
    assert voikko.base_forms("\ud800") == set()


def test_voikko_without_a_dictionary_is_none():
    with pytest.raises(OSError, match="no Finnish dictionary"):
        Voikko(Library(handle=None))
