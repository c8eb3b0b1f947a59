"""What can be wrong with evidence, each with its place, sayable in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST = 20
"""Places that are named; the rest is counted."""

SAID: dict[str, dict[str, str]] = {
    "missing_file": {
        "en": "There is no file of this name. Check the path.",
        "fi": "Tämän nimistä tiedostoa ei ole. Tarkista polku.",
    },
    "no_file": {
        "en": "This is not a file that can be read ({why}).",
        "fi": "Tätä ei voi lukea tiedostona ({why}).",
    },
    "too_large": {
        "en": "The file is {size} MB, over the limit of {limit} MB, and was not read. Split the evidence by period.",
        "fi": "Tiedosto on {size} Mt, yli {limit} Mt:n rajan, eikä sitä luettu. Jaa aineisto jaksoittain.",
    },
    "empty": {
        "en": "The file is empty. It must hold one JSON object.",
        "fi": "Tiedosto on tyhjä. Siinä pitää olla yksi JSON-olio.",
    },
    "not_utf8": {
        "en": "Byte {byte} is not UTF-8. Save the file as UTF-8.",
        "fi": "Tavu {byte} ei ole UTF-8:aa. Tallenna tiedosto UTF-8-muodossa.",
    },
    "malformed": {
        "en": "The JSON breaks off or breaks its rules at line {line}, column {column} ({why}).",
        "fi": "JSON katkeaa tai rikkoo sääntöjään rivillä {line}, sarakkeessa {column}.",
    },
    "not_an_object": {
        "en": "The file must hold one JSON object.",
        "fi": "Tiedostossa pitää olla yksi JSON-olio.",
    },
    "format": {
        "en": 'The format must be "virta-evidence/1"; here it is "{found}".',
        "fi": "Muodon pitää olla ”virta-evidence/1”; tässä se on ”{found}”.",
    },
    "missing": {"en": "This is missing.", "fi": "Tämä puuttuu."},
    "wrong_type": {
        "en": "Here should be {wanted}, not {got}.",
        "fi": "Tässä pitäisi olla {wanted}, mutta tässä on {got}.",
    },
    "out_of_range": {
        "en": "This number is too large or too small to count with.",
        "fi": "Tämä luku on liian suuri tai liian pieni, jotta sillä voisi laskea.",
    },
    "too_deep": {
        "en": "The objects and lists lie too deep inside one another.",
        "fi": "Olioita ja luetteloita on liian monta sisäkkäin.",
    },
    "duplicate_key": {
        "en": "This key comes twice in one object. Keep one of them.",
        "fi": "Tämä avain on samassa oliossa kahdesti. Jätä niistä yksi.",
    },
    "empty_text": {"en": "This text is empty.", "fi": "Tämä teksti on tyhjä."},
    "date": {
        "en": "“{found}” is not a date. Write it as 2026-03-02.",
        "fi": "”{found}” ei ole päivämäärä. Kirjoita se muodossa 2026-03-02.",
    },
    "time": {
        "en": "“{found}” is not a time. Write it as 2026-03-02T09:00:00Z.",
        "fi": "”{found}” ei ole ajankohta. Kirjoita se muodossa 2026-03-02T09:00:00Z.",
    },
    "period": {
        "en": "The period ends before it begins.",
        "fi": "Jakso päättyy ennen kuin alkaa.",
    },
    "factor": {
        "en": "“{found}” is not one of the eight factors: {known}.",
        "fi": "”{found}” ei ole yksi kahdeksasta tekijästä: {known}.",
    },
    "kind": {
        "en": "“{found}” is not a kind of item: {known}.",
        "fi": "”{found}” ei ole aineiston laji: {known}.",
    },
    "flow": {
        "en": "“{found}” is not a flow. Write to_execution or to_strategy.",
        "fi": "”{found}” ei ole virtaus. Kirjoita to_execution tai to_strategy.",
    },
    "level": {
        "en": "A level is a whole number from 0 to 5, or null; here it is {found}.",
        "fi": "Taso on kokonaisluku nollasta viiteen tai null; tässä se on {found}.",
    },
    "negative": {
        "en": "{found} is below zero.",
        "fi": "{found} on alle nollan.",
    },
    "not_finite": {
        "en": "{found} is not a number to count with.",
        "fi": "{found} ei ole luku, jolla voi laskea.",
    },
    "reached_over_seen": {
        "en": "{reached} reached, but only {seen} were seen.",
        "fi": "Perille pääsi {reached}, mutta nähtyjä on vain {seen}.",
    },
    "duplicate_id": {
        "en": "The id “{found}” has been used already, at {first}.",
        "fi": "Tunniste ”{found}” on jo käytössä kohdassa {first}.",
    },
    "duplicate_factor": {
        "en": "{respondent} has given hours to {factor} already.",
        "fi": "{respondent} on jo antanut tunteja tekijälle {factor}.",
    },
    "no_such_item": {
        "en": "No item has the id “{found}”.",
        "fi": "Millään kohteella ei ole tunnistetta ”{found}”.",
    },
    "no_such_link": {
        "en": "A link does not run from {source} to {target}.",
        "fi": "Linkki ei kulje lajista {source} lajiin {target}.",
    },
    "reference_missing": {
        "en": "The reference must name all eight factors; {missing} is not there.",
        "fi": "Vertailuprofiilissa pitää olla kaikki kahdeksan tekijää; {missing} puuttuu.",
    },
    "reference_zero": {
        "en": "A share of the reference must be above zero.",
        "fi": "Vertailuprofiilin osuuden pitää olla yli nollan.",
    },
    "no_name": {"en": "No name is given.", "fi": "Nimeä ei ole annettu."},
    "unknown_key": {
        "en": "This key is unknown and was ignored.",
        "fi": "Tätä avainta ei tunneta, ja se ohitettiin.",
    },
    "outside": {
        "en": "{count} outside the period, left out of shares.",
        "fi": "Jakson ulkopuolella {count}; ne jätettiin pois osuuksista.",
    },
    "no_zone": {
        "en": "{count} of the times have no time zone; taken for UTC.",
        "fi": "Aikavyöhyke puuttuu ajankohdista, joita on {count}; ne luettiin UTC-aikoina.",
    },
    "not_monday": {
        "en": "{count} weeks do not begin on a Monday; counted in theirs.",
        "fi": "Viikoista {count} ei ala maanantaista; ne luettiin omaan viikkoonsa.",
    },
    "more": {
        "en": "There are {count} more.",
        "fi": "Lisäksi {count} muuta.",
    },
}

TYPES: dict[str, dict[str, str]] = {
    "en": {
        "str": "text",
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "null": "null",
        "array": "a list",
        "list": "a list",
        "object": "an object",
        "dict": "an object",
        "or": "or",
    },
    "fi": {
        "str": "teksti",
        "int": "kokonaisluku",
        "float": "luku",
        "bool": "totuusarvo",
        "null": "null",
        "array": "luettelo",
        "list": "luettelo",
        "object": "olio",
        "dict": "olio",
        "or": "tai",
    },
}
"""What the types of JSON are called."""


def type_names(types: str, language: str) -> str:
    """`int | null` as “a whole number or null”."""
    names = TYPES[language]
    return f" {names['or']} ".join(names.get(one, one) for one in types.split(" | "))


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, and where: `answers[17].level`, or "" for the whole."""

    place: str
    key: str
    figures: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        figures = dict(self.figures)
        for name in figures.keys() & {"wanted", "got"}:
            figures[name] = type_names(figures[name], language)
        sentence = SAID[self.key][language].format(**figures)
        return f"{self.place}: {sentence}" if self.place else sentence


def warning_text(warning: Trouble | str, language: str = "en") -> str:
    """A warning in words; one that was kept as words is said as it is."""
    return warning if isinstance(warning, str) else warning.say(language)


class Unreadable(ValueError):
    """Evidence that cannot be taken. `problems` says all that is wrong, up to MOST places."""

    def __init__(self, problems: list[Trouble], more: int = 0) -> None:
        self.problems = problems + ([Trouble("", "more", {"count": more})] if more else [])
        super().__init__(" ".join(self.sentences()))

    def sentences(self, language: str = "en") -> list[str]:
        return [problem.say(language) for problem in self.problems]
