"""Everything the diagnosis says, in English and in Finnish. No figures are made here."""

import math
from collections.abc import Mapping
from typing import Any

from virta.balance.findings import Block, FactorReading, Remedy, Sentence
from virta.balance.framework import BlockName, Direction, Factor
from virta.balance.remedies import CATALOGUE

NO_BREAK = "\N{NO-BREAK SPACE}"
Words = Mapping[str, str]

FACTOR_NAMES: dict[Factor, Words] = {
    Factor.OBJECTIVES: {"en": "Objectives", "fi": "Tavoitteet"},
    Factor.AUDIENCES: {"en": "Target groups and channels", "fi": "Kohderyhmät ja kanavat"},
    Factor.ACTIVITIES: {"en": "Activities", "fi": "Aktiviteetit"},
    Factor.OWNERSHIP: {"en": "Ownership", "fi": "Omistajuus"},
    Factor.LISTENING: {"en": "Listening", "fi": "Kuunteleminen"},
    Factor.ENGAGEMENT: {
        "en": "Participating and involving",
        "fi": "Osallistuminen ja osallistaminen",
    },
    Factor.MEASUREMENT: {"en": "Measuring and analysing", "fi": "Mittaaminen ja analysointi"},
    Factor.LEARNING: {"en": "Learning and culture", "fi": "Oppiminen ja somekulttuuri"},
}

QUESTIONS: dict[Factor, Words] = {
    Factor.OBJECTIVES: {
        "en": "Why are we on social media, what do we want there, and which goal of the whole organisation does it serve?",
        "fi": "Miksi olemme somessa, mitä haluamme siellä ja mitä koko organisaation tavoitetta se palvelee?",
    },
    Factor.AUDIENCES: {
        "en": "Whom do we serve, where are they, and which channels come first?",
        "fi": "Ketä palvelemme, missä he ovat ja mitkä kanavat ovat tärkeimmät?",
    },
    Factor.ACTIVITIES: {
        "en": "What do we do, when, how often, and with what content?",
        "fi": "Mitä teemme, milloin, kuinka usein ja millä sisällöllä?",
    },
    Factor.OWNERSHIP: {
        "en": "Who does what, who decides, who stands in, and which rules hold?",
        "fi": "Kuka tekee mitäkin, kuka päättää, kuka sijaistaa ja mitkä säännöt pätevät?",
    },
    Factor.LISTENING: {
        "en": "Why do we listen, to what, and how?",
        "fi": "Miksi kuuntelemme, mitä ja miten?",
    },
    Factor.ENGAGEMENT: {
        "en": "How do we take part, and how do we get others, our own people too, to take part?",
        "fi": "Miten osallistumme, ja miten saamme muut, myös oman väen, mukaan?",
    },
    Factor.MEASUREMENT: {
        "en": "What shows that we get where we wanted?",
        "fi": "Mistä näemme, että pääsemme sinne, minne halusimme?",
    },
    Factor.LEARNING: {
        "en": "Do we learn from what happens, does our culture become what we want, and how do we improve?",
        "fi": "Opimmeko siitä, mitä tapahtuu, kehittyykö kulttuurimme haluamaamme suuntaan ja miten parannamme?",
    },
}

BLOCK_NAMES: dict[BlockName, Words] = {
    BlockName.MISSING_FACTOR: {"en": "A factor is missing", "fi": "Tekijä puuttuu"},
    BlockName.OVERWEIGHT_FACTOR: {
        "en": "One factor takes too much",
        "fi": "Yksi tekijä vie liikaa",
    },
    BlockName.ONE_CYCLE: {
        "en": "The work turns in one cycle only",
        "fi": "Työ pyörii vain yhdellä kehällä",
    },
    BlockName.BLOCKED_FLOW: {
        "en": "The flow between the cycles is blocked",
        "fi": "Virtaus kehien välillä on tukossa",
    },
}

EXPLANATIONS: dict[BlockName, Words] = {
    BlockName.MISSING_FACTOR: {
        "en": "A factor has been left out. The whole cannot work while one is missing, however good the rest.",
        "fi": "Jokin tekijä on jäänyt pois. Kokonaisuus ei toimi, jos yksikin puuttuu, vaikka muut olisivat kuinka hyviä.",
    },
    BlockName.OVERWEIGHT_FACTOR: {
        "en": "One factor takes attention at the expense of the others.",
        "fi": "Yksi tekijä vie huomion muiden kustannuksella.",
    },
    BlockName.ONE_CYCLE: {
        "en": "The work turns almost only in the strategy cycle, or almost only in the execution cycle.",
        "fi": "Työ pyörii lähes pelkästään strategiakehällä tai lähes pelkästään toteutuskehällä.",
    },
    BlockName.BLOCKED_FLOW: {
        "en": "What is decided does not reach execution, or what is heard, measured and learned does not reach strategy.",
        "fi": "Se, mitä päätetään, ei päädy toteutukseen, tai se, mitä kuullaan, mitataan ja opitaan, ei päädy strategiaan.",
    },
}

STATES: dict[str, Words] = {
    "missing": {"en": "missing", "fi": "puuttuu"},
    "starved": {"en": "starved", "fi": "kuivuu"},
    "in balance": {"en": "in balance", "fi": "tasapainossa"},
    "overweight": {"en": "overweight", "fi": "vie liikaa"},
    "unknown": {"en": "not known", "fi": "ei tiedossa"},
}

DIRECTIONS: dict[Direction, Words] = {
    Direction.TO_EXECUTION: {
        "en": "From strategy to execution",
        "fi": "Strategiasta toteutukseen",
    },
    Direction.TO_STRATEGY: {"en": "From execution to strategy", "fi": "Toteutuksesta strategiaan"},
}

CYCLES: dict[str, Words] = {
    "inner": {"en": "the strategy cycle", "fi": "strategiakehä"},
    "outer": {"en": "the execution cycle", "fi": "toteutuskehä"},
}

STEPS: dict[str, Words] = {
    "post_activity": {
        "en": "posts and replies that trace to an activity",
        "fi": "julkaisut ja vastaukset, jotka perustuvat aktiviteettiin",
    },
    "post_objective": {
        "en": "posts and replies that trace on to an objective",
        "fi": "julkaisut ja vastaukset, jotka yltävät tavoitteeseen asti",
    },
    "activity_objective": {
        "en": "activities that serve an objective",
        "fi": "aktiviteetit, jotka palvelevat tavoitetta",
    },
    "insight_decision": {
        "en": "insights and findings that reach a decision",
        "fi": "oivallukset ja löydökset, jotka johtavat päätökseen",
    },
    "decision_change": {
        "en": "decisions that change something",
        "fi": "päätökset, jotka muuttavat jotakin",
    },
}

COUNTS: dict[str, Mapping[str, tuple[str, str]]] = {
    "respondents": {"en": ("respondent", "respondents"), "fi": ("vastaaja", "vastaajaa")},
    "answers": {"en": ("answer", "answers"), "fi": ("vastaus", "vastausta")},
    "allocations": {
        "en": ("split of hours", "splits of hours"),
        "fi": ("tuntijako", "tuntijakoa"),
    },
    "weeks": {
        "en": ("recorded week", "recorded weeks"),
        "fi": ("kirjattu viikko", "kirjattua viikkoa"),
    },
    "samples": {
        "en": ("item counted by hand", "items counted by hand"),
        "fi": ("käsin laskettu kohde", "käsin laskettua kohdetta"),
    },
    "items": {"en": ("item of work", "items of work"), "fi": ("työn jälki", "työn jälkeä")},
    "links": {"en": ("link", "links"), "fi": ("linkki", "linkkiä")},
}

SENTENCES: dict[str, Words] = {
    "share_of_factor": {
        "en": "{factor} gets {share} of the work ({low}–{high}); {reference} is intended. {basis}",
        "fi": "{factor} saa työstä {share} ({low}–{high}); aiottu osuus on {reference}. {basis}",
    },
    "maturity_of_factor": {
        "en": "{factor} is at maturity {level} of 5 ({low}–{high}), by {answers} answers.",
        "fi": "{factor} on kypsyystasolla {level} viidestä ({low}–{high}); vastauksia on {answers}.",
    },
    "ratio_to_others": {
        "en": "Against its intended share it gets {ratio} times what the others typically get ({low}–{high}).",
        "fi": "Aiottuun osuuteensa nähden se saa {ratio}-kertaisesti sen, mitä muut tyypillisesti saavat ({low}–{high}).",
    },
    "cycles_apart": {
        "en": "In {cycle} attention is {ratio} times that of the other, against what is intended ({low}–{high}).",
        "fi": "{cycle_adessive} huomiota on {ratio}-kertaisesti toiseen nähden, kun aiottu jako otetaan huomioon ({low}–{high}).",
    },
    "flow_to_execution": {
        "en": "{reached} of {seen} posts and replies trace to an activity: {share} ({low}–{high}).{days}",
        "fi": "Julkaisuista ja vastauksista {reached}/{seen} perustuu johonkin aktiviteettiin: {share} ({low}–{high}).{days}",
    },
    "flow_to_strategy": {
        "en": "{reached} of {seen} insights and findings have reached a decision: {share} ({low}–{high}).{days}",
        "fi": "Oivalluksista ja löydöksistä {reached}/{seen} on johtanut päätökseen: {share} ({low}–{high}).{days}",
    },
    "waiting_to_execution": {
        "en": "Under 30 days old and not tracing to an activity: {waiting}. Each counts by how likely it is that it would by now.",
        "fi": "Alle 30 päivän ikäisiä, jotka eivät perustu mihinkään aktiviteettiin: {waiting}. Kukin painaa sen mukaan, kuinka todennäköisesti se jo perustuisi.",
    },
    "waiting_to_strategy": {
        "en": "Under 30 days old and not yet at a decision: {waiting}. Each counts by how likely it is that it would be by now.",
        "fi": "Alle 30 päivän ikäisiä, jotka eivät vielä ole johtaneet päätökseen: {waiting}. Kukin painaa sen mukaan, kuinka todennäköisesti se olisi jo ehtinyt.",
    },
    "collect_answers": {
        "en": "Ask people to rate the statements: a round of the questionnaire, three respondents at least.",
        "fi": "Pyydä ihmisiä arvioimaan väittämät: yksi kyselykierros, vähintään kolme vastaajaa.",
    },
    "collect_allocations": {
        "en": "Ask people how 100 hours of the work are split over the eight factors.",
        "fi": "Kysy, miten sata tuntia työtä jakautuu kahdeksan tekijän kesken.",
    },
    "collect_effort": {
        "en": "Record the hours worked by week and factor, for eight weeks at least.",
        "fi": "Kirjaa työtunnit viikoittain ja tekijöittäin vähintään kahdeksan viikon ajan.",
    },
    "collect_more_respondents": {
        "en": "Get more people to answer; the answers so far leave it open.",
        "fi": "Hanki lisää vastaajia; nykyiset vastaukset jättävät asian auki.",
    },
    "collect_more_weeks": {
        "en": "Record more weeks; the hours so far leave it open.",
        "fi": "Kirjaa lisää viikkoja; nykyiset tunnit jättävät asian auki.",
    },
    "collect_to_execution": {
        "en": "Take thirty recent posts and replies and count how many serve a planned activity.",
        "fi": "Ota kolmekymmentä viimeisintä julkaisua ja vastausta ja laske, moniko palvelee suunniteltua aktiviteettia.",
    },
    "collect_to_strategy": {
        "en": "List what was heard and found in the last half-year, a dozen things at least, and count how many led to a decision.",
        "fi": "Listaa, mitä viime puolen vuoden aikana on kuultu ja havaittu, vähintään tusina asiaa, ja laske, moniko johti päätökseen.",
    },
    "collect_more_items": {
        "en": "Count a larger sample; the one so far leaves it open.",
        "fi": "Laske suurempi otos; nykyinen jättää asian auki.",
    },
}

CYCLES_ADESSIVE = {"inner": "Strategiakehällä", "outer": "Toteutuskehällä"}


def factor_name(factor: Factor | str, language: str) -> str:
    return FACTOR_NAMES[Factor(factor)][language]


def factor_question(factor: Factor | str, language: str) -> str:
    """The framework's question of a factor, in our words."""
    return QUESTIONS[Factor(factor)][language]


def block_name(block: BlockName | str, language: str) -> str:
    return BLOCK_NAMES[BlockName(block)][language]


def block_explanation(block: BlockName | str, language: str) -> str:
    """What a stumbling block is, in one sentence."""
    return EXPLANATIONS[BlockName(block)][language]


def state_name(state: str, language: str) -> str:
    return STATES[state][language]


def direction_name(direction: Direction | str, language: str) -> str:
    return DIRECTIONS[Direction(direction)][language]


def cycle_name(cycle: str, language: str) -> str:
    return CYCLES[cycle][language]


def balance_words(balance: float, language: str) -> str:
    """A log-ratio of the cycles in words: which gets more attention, how many times more."""
    times = decimal(math.exp(abs(balance)), 1, language)
    cycle = "inner" if balance >= 0 else "outer"
    return {
        "en": f"{cycle_name(cycle, 'en')} gets {times} times as much as the other",
        "fi": f"{cycle_name(cycle, 'fi')} saa {times}-kertaisesti toiseen nähden",
    }[language]


def step_name(step: str, language: str) -> str:
    return STEPS[step][language]


def count(key: str, number: int, language: str) -> str:
    """ "1 respondent", "12 vastaajaa"; nothing for what people are not told of."""
    if key not in COUNTS:
        return ""
    one, many = COUNTS[key][language]
    return f"{whole(number, language)} {one if number == 1 else many}"


def count_name(key: str, language: str) -> str:
    """What is counted, for a table: "Respondents"."""
    if key not in COUNTS:
        return ""
    one, many = COUNTS[key][language]
    name = many if language == "en" else PLURALS[key]
    return name[:1].upper() + name[1:]


PLURALS = {
    "respondents": "vastaajat",
    "answers": "vastaukset",
    "allocations": "tuntijaot",
    "weeks": "kirjatut viikot",
    "samples": "käsin lasketut kohteet",
    "items": "työn jäljet",
    "links": "linkit",
}


def remedy_title(remedy: Remedy, language: str) -> str:
    return CATALOGUE[remedy.key].title[language].format(**names_in(remedy, language))


def remedy_why(remedy: Remedy, language: str) -> str:
    """How it is done, and why it helps."""
    return CATALOGUE[remedy.key].how[language].format(**names_in(remedy, language))


def names_in(remedy: Remedy, language: str) -> dict[str, str]:
    return {"factor": factor_name(remedy.factor, language) if remedy.factor else ""}


def sureness(block: Block, language: str) -> str:
    """How probable it is that the block is there, in words."""
    if block.probability is None:
        return {"en": "no evidence", "fi": "ei aineistoa"}[language]
    for limit, words in SURENESS:
        if block.probability >= limit:
            return words[language]
    return SURENESS[-1][1][language]


SURENESS: tuple[tuple[float, Words], ...] = (
    (0.95, {"en": "almost certainly there", "fi": "lähes varmasti olemassa"}),
    (0.80, {"en": "very likely there", "fi": "hyvin todennäköisesti olemassa"}),
    (0.60, {"en": "likely there", "fi": "todennäköisesti olemassa"}),
    (0.40, {"en": "may or may not be there", "fi": "voi olla tai olla olematta"}),
    (0.20, {"en": "probably not there", "fi": "tuskin olemassa"}),
    (0.05, {"en": "very likely not there", "fi": "hyvin todennäköisesti poissa"}),
    (0.00, {"en": "almost certainly not there", "fi": "lähes varmasti poissa"}),
)


def factor_sentence(reading: FactorReading, language: str) -> str:
    """How one factor stands, in one sentence."""
    name = factor_name(reading.factor, language)
    parts: dict[str, Any] = {"name": name, "state": state_name(reading.state, language)}
    if reading.share:
        parts["share"] = percent(reading.share.value, language)
        parts["reference"] = percent(reading.reference, language)
    if reading.maturity:
        parts["level"] = decimal(reading.maturity.value, 1, language)
    key = ("share" if reading.share else "") + ("level" if reading.maturity else "")
    return STANDS[reading.state if reading.state != "unknown" else "unknown"][language].format(
        name=name, facts=FACTS[key][language].format(**parts)
    )


FACTS: dict[str, Words] = {
    "sharelevel": {
        "en": "{share} of the work against {reference} intended, maturity {level} of 5",
        "fi": "{share} työstä, aiottu {reference}, kypsyystaso {level}/5",
    },
    "share": {
        "en": "{share} of the work against {reference} intended",
        "fi": "{share} työstä, aiottu {reference}",
    },
    "level": {"en": "maturity {level} of 5", "fi": "kypsyystaso {level}/5"},
    "": {"en": "nothing is known of it", "fi": "siitä ei tiedetä mitään"},
}

STANDS: dict[str, Words] = {
    "missing": {
        "en": "{name} is missing: {facts}.",
        "fi": "{name} puuttuu: {facts}.",
    },
    "starved": {
        "en": "{name} gets too little: {facts}.",
        "fi": "{name} jää liian vähälle: {facts}.",
    },
    "in balance": {
        "en": "{name} is in balance: {facts}.",
        "fi": "{name} on tasapainossa: {facts}.",
    },
    "overweight": {
        "en": "{name} takes too much: {facts}.",
        "fi": "{name} vie liikaa: {facts}.",
    },
    "unknown": {
        "en": "{name} cannot be weighed yet: {facts}.",
        "fi": "{name}: painoa ei voi vielä arvioida, {facts}.",
    },
}


def say(sentence: Sentence, language: str) -> str:
    """A sentence in words, its figures as readers of the language write them."""
    figures = dict(sentence.figures)
    spoken = {key: spoken_figure(key, value, language) for key, value in figures.items()}
    spoken["basis"] = basis(figures, language)
    spoken["days"] = days(figures.get("days"), language)
    if "cycle" in figures:
        spoken["cycle_adessive"] = CYCLES_ADESSIVE[figures["cycle"]]
    if sentence.key in {"ratio_to_others", "cycles_apart"}:
        spoken |= {key: decimal(figures[key], 1, language) for key in ("low", "high", "ratio")}
    if sentence.key == "maturity_of_factor":
        spoken |= {key: decimal(figures[key], 1, language) for key in ("low", "high", "level")}
    return SENTENCES[sentence.key][language].format(**spoken)


def spoken_figure(key: str, value: Any, language: str) -> str:
    if value is None:
        return "–"
    if key == "factor":
        return factor_name(value, language)
    if key == "cycle":
        return cycle_name(value, language)
    if key in {"share", "low", "high", "reference"}:
        return percent(value, language)
    return whole(value, language) if isinstance(value, int) else str(value)


def basis(figures: Mapping[str, Any], language: str) -> str:
    """What a share rests on, as a sentence."""
    parts = [
        count(key, figures[name], language)
        for key, name in (("allocations", "respondents"), ("weeks", "weeks"))
        if figures.get(name)
    ]
    joined = {"en": " and ", "fi": " ja "}[language].join(parts)
    return {"en": f"It rests on {joined}.", "fi": f"Pohjana {joined}."}[language] if parts else ""


def days(number: float | None, language: str) -> str:
    if number is None:
        return ""
    figure = decimal(number, 0, language)
    return {
        "en": f" Half of those that arrive do so within {figure} days.",
        "fi": f" Puolet perille päässeistä ehtii {figure} päivässä.",
    }[language]


def percent(share: float, language: str) -> str:
    """A share as a percentage; below 10 % with a decimal, since there it matters."""
    digits = 1 if 0 < share < 0.0995 else 0
    return decimal(100 * share, digits, language) + ("%" if language == "en" else f"{NO_BREAK}%")


def decimal(number: float, digits: int, language: str) -> str:
    text = f"{number:.{digits}f}"
    return text.replace(".", ",") if language == "fi" else text


def whole(number: float, language: str) -> str:
    """Thousands apart: "12,000", "12 000"."""
    return f"{number:,.0f}".replace(",", "," if language == "en" else NO_BREAK)
