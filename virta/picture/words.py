"""What the picture says, in both languages."""

from virta.balance import words
from virta.balance.findings import Diagnosis, Estimate, FactorReading, Flow
from virta.balance.framework import FACTORS, BlockName, Direction

SAID: dict[str, dict[str, str]] = {
    "title": {"en": "The double cycle of {organisation}", "fi": "{organisation}: kaksoiskehä"},
    "maturity": {"en": "maturity {level}", "fi": "kypsyys {level}"},
    "attention": {"en": "attention {times}×", "fi": "huomio {times}×"},
    "no_maturity": {"en": "maturity not known", "fi": "kypsyys ei tiedossa"},
    "no_attention": {"en": "attention not known", "fi": "huomio ei tiedossa"},
    "missing": {"en": "missing", "fi": "puuttuu"},
    "gap_maturity": {"en": "maturity –", "fi": "kypsyys –"},
    "gap_attention": {"en": "attention –", "fi": "huomio –"},
    "overweight": {"en": "takes too much", "fi": "vie liikaa"},
    "blocked_to_execution": {
        "en": "blocked: {share} of posts|trace to an activity",
        "fi": "tukossa: julkaisuista {share}|perustuu aktiviteettiin",
    },
    "blocked_to_strategy": {
        "en": "blocked: {share} of insights|reach a decision",
        "fi": "tukossa: oivalluksista {share}|johtaa päätökseen",
    },
    "open_to_execution": {
        "en": "to execution: {share}",
        "fi": "toteutukseen: {share}",
    },
    "open_to_strategy": {
        "en": "to strategy: {share}",
        "fi": "strategiaan: {share}",
    },
    "unknown_to_execution": {"en": "to execution: not known", "fi": "toteutukseen: ei tiedossa"},
    "unknown_to_strategy": {"en": "to strategy: not known", "fi": "strategiaan: ei tiedossa"},
    "stopped_to_execution": {"en": "to execution: blocked", "fi": "toteutukseen: tukossa"},
    "stopped_to_strategy": {"en": "to strategy: blocked", "fi": "strategiaan: tukossa"},
    "intro": {
        "en": "The work as one stream with two loops: the strategy cycle, factors 1 to 4, within, the execution cycle, factors 5 to 7, without, and learning and culture, 8, where they cross.",
        "fi": "Työ on yksi virta, jossa on kaksi silmukkaa: sisällä strategiakehä, tekijät 1–4, ulkona toteutuskehä, tekijät 5–7, ja risteyksessä oppiminen ja somekulttuuri, 8.",
    },
    "factor": {
        "en": "{number} {name}, {state}: {attention}, {maturity}.",
        "fi": "{number} {name}, {state}: {attention}, {maturity}.",
    },
    "attention_long": {
        "en": "attention {times} times what is intended (90 % between {low} and {high})",
        "fi": "huomiota {times}-kertaisesti aiottuun nähden (90 %: {low}–{high})",
    },
    "maturity_long": {
        "en": "maturity {level} of 5 (90 % between {low} and {high})",
        "fi": "kypsyys {level}/5 (90 %: {low}–{high})",
    },
    "dam": {
        "en": "A dam stands in the flow {direction}.",
        "fi": "Virtauksessa {direction} on pato.",
    },
    "no_dam": {
        "en": "The flow is open as far as is known.",
        "fi": "Virtaus on auki, sikäli kuin tiedetään.",
    },
    "to_execution": {"en": "from strategy to execution", "fi": "strategiasta toteutukseen"},
    "to_strategy": {"en": "from execution to strategy", "fi": "toteutuksesta strategiaan"},
}


def say(key: str, language: str, **figures: object) -> str:
    return SAID[key][language].format(**figures)


def figures(reading: FactorReading, language: str) -> str:
    """Maturity and attention of a factor in a few words."""
    if reading.state == "missing":
        first = say("missing", language)
    elif reading.maturity:
        first = say("maturity", language, level=words.decimal(reading.maturity.value, 1, language))
    else:
        first = say("no_maturity", language)
    if reading.relative is None:
        return f"{first} · {say('no_attention', language)}"
    return f"{first} · {say('attention', language, times=words.decimal(reading.relative.value, 1, language))}"


def short_figures(reading: FactorReading, language: str) -> list[str]:
    """The same in the fewest letters, a row a figure: in the picture a gap is a dash."""
    maturity, attention = figures(reading, language).split(" · ")
    if reading.state != "missing" and reading.maturity is None:
        maturity = say("gap_maturity", language)
    if reading.relative is None:
        attention = say("gap_attention", language)
    return [maturity, attention]


def flow_label(diagnosis: Diagnosis, direction: Direction, language: str) -> tuple[str, ...]:
    """What stands beside a direction of the flow, in one line or two."""
    flow = diagnosis.flow[direction]
    if flow.share is None:
        key = "stopped" if is_stopped(diagnosis, direction) else "unknown"
        return (say(f"{key}_{direction}", language),)
    key = "blocked" if is_stopped(diagnosis, direction) else "open"
    share = words.percent(flow.share.value, language)
    return tuple(say(f"{key}_{direction}", language, share=share).split("|"))


def is_stopped(diagnosis: Diagnosis, direction: Direction) -> bool:
    block = diagnosis.block(BlockName.BLOCKED_FLOW)
    return block.verdict == "present" and direction in (block.direction or ())


def describe(diagnosis: Diagnosis, language: str) -> str:
    """The picture in words: all that it shows, a line a thing."""
    lines = [say("intro", language)]
    lines += [factor_line(diagnosis.factors[factor], language) for factor in FACTORS]
    stopped = [one for one in Direction if is_stopped(diagnosis, one)]
    lines += [say("dam", language, direction=say(str(one), language)) for one in stopped]
    if not stopped and any(flow.share for flow in diagnosis.flow.values()):
        lines.append(say("no_dam", language))
    lines += [flow_line(diagnosis.flow[one], language) for one in Direction]
    return "\n".join(lines)


def factor_line(reading: FactorReading, language: str) -> str:
    return say(
        "factor",
        language,
        number=FACTORS.index(reading.factor) + 1,
        name=words.factor_name(reading.factor, language),
        state=words.state_name(reading.state, language),
        attention=spoken(reading.relative, "attention", "times", language),
        maturity=spoken(reading.maturity, "maturity", "level", language),
    )


def spoken(estimate: Estimate | None, key: str, name: str, language: str) -> str:
    if estimate is None:
        return say(f"no_{key}", language)
    parts = {
        name: words.decimal(estimate.value, 1, language),
        "low": words.decimal(estimate.low, 1, language),
        "high": words.decimal(estimate.high, 1, language),
    }
    return say(f"{key}_long", language, **parts)


def flow_line(flow: Flow, language: str) -> str:
    name = words.direction_name(flow.direction, language)
    if flow.share is None:
        return f"{name}: {words.state_name('unknown', language)}."
    share = words.percent(flow.share.value, language)
    low, high = (words.percent(one, language) for one in (flow.share.low, flow.share.high))
    return f"{name}: {share} ({low}–{high}, n {flow.share.n})."
