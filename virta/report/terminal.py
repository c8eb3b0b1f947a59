"""The diagnosis as a page for a terminal: 80 columns, plain text, the same facts as the report."""

from virta.balance import words
from virta.balance.findings import Block, Diagnosis, Estimate, FactorReading
from virta.balance.framework import FACTORS
from virta.report.headline import basis, verdict
from virta.report.model import Language

WIDTH = 80
BAR = 12
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "factors": "THE EIGHT FACTORS",
        "head": f"{'':4}{'':32}{'share':>7}  {'':12} {'maturity':>8}  state",
        "cycles": "THE TWO CYCLES",
        "flow": "THE FLOW BETWEEN THEM",
        "blocks": "THE FOUR STUMBLING BLOCKS",
        "easiest": "EASIEST FIRST",
        "unknown": "not known",
        "balance": "attention, strategy over execution (log-ratio)",
        "difference": "maturity, strategy minus execution",
        "present": "IN THE WAY",
        "absent": "not in the way",
        "probability": "probability",
        "collect": "To know more:",
        "hours": "h",
    },
    "fi": {
        "factors": "KAHDEKSAN TEKIJÄÄ",
        "head": f"{'':4}{'':32}{'osuus':>7}  {'':12} {'kypsyys':>8}  tila",
        "cycles": "KAKSI KEHÄÄ",
        "flow": "VIRTAUS NIIDEN VÄLILLÄ",
        "blocks": "NELJÄ KOMPASTUSKIVEÄ",
        "easiest": "HELPOIN ENSIN",
        "unknown": "ei tiedossa",
        "balance": "huomio, strategia suhteessa toteutukseen (log-suhde)",
        "difference": "kypsyys, strategia miinus toteutus",
        "present": "TIELLÄ",
        "absent": "ei tiellä",
        "probability": "todennäköisyys",
        "collect": "Jotta tiedetään enemmän:",
        "hours": "h",
    },
}


def page(diagnosis: Diagnosis, language: Language) -> str:
    """The whole page, ending in a line break."""
    text = TEXTS[language]
    lines = [
        f"{diagnosis.organisation}  {diagnosis.start} – {diagnosis.end}".strip(),
        "=" * WIDTH,
        *wrapped(verdict(diagnosis, language)),
        *wrapped(basis(diagnosis, language)),
        "",
        text["factors"],
        text["head"].rstrip(),
        *(factor_line(diagnosis.factors[factor], language) for factor in FACTORS),
        "",
        text["cycles"],
        f"  {text['balance']}: {estimate(diagnosis.cycles.balance, 2, language)}",
        f"  {text['difference']}: {estimate(diagnosis.cycles.maturity_difference, 1, language)}",
        "",
        text["flow"],
    ]
    for direction, flow in diagnosis.flow.items():
        share = flow.share
        figure = (
            f"{words.percent(share.value, language)} ({words.percent(share.low, language)}–"
            f"{words.percent(share.high, language)}, n {share.n})"
            if share
            else text["unknown"]
        )
        lines.append(f"  {words.direction_name(direction, language)}: {figure}")
    lines += ["", text["blocks"]]
    for block in diagnosis.blocks:
        lines += block_lines(block, language)
    lines += easiest_lines(diagnosis, language)
    return "\n".join(lines) + "\n"


def factor_line(reading: FactorReading, language: Language) -> str:
    number = FACTORS.index(reading.factor) + 1
    share = words.percent(reading.share.value, language) if reading.share else "–"
    level = words.decimal(reading.maturity.value, 1, language) if reading.maturity else "–"
    drawn = bar(reading.relative.value / 3 if reading.relative else None)
    name = words.factor_name(reading.factor, language)
    state = words.state_name(reading.state, language)
    return f"  {number} {name:32}{share:>7}  {drawn} {level:>8}  {state}".rstrip()


def bar(part: float | None) -> str:
    """Relative attention as a bar: a third of its width is just what is intended."""
    if part is None:
        return "·" * BAR
    filled = round(min(max(part, 0.0), 1.0) * BAR)
    return "█" * filled + "░" * (BAR - filled)


def estimate(one: Estimate | None, digits: int, language: Language) -> str:
    if one is None:
        return TEXTS[language]["unknown"]
    value, low, high = (
        words.decimal(part, digits, language) for part in (one.value, one.low, one.high)
    )
    return f"{value} ({low} … {high})"


def block_lines(block: Block, language: Language) -> list[str]:
    text = TEXTS[language]
    mark = {"present": "■", "absent": "□", "unknown": "?"}[block.verdict]
    sure = words.sureness(block, language)
    if block.probability is not None:
        sure += f" ({text['probability']} {words.percent(block.probability, language)})"
    lines = wrapped(f"{words.block_name(block.block, language)}: {sure}", f"{mark} ")
    for sentence in block.evidence:
        lines += wrapped(words.say(sentence, language), "    ")
    if block.collect:
        lines.append(f"    {text['collect']}")
        for sentence in block.collect:
            lines += wrapped(words.say(sentence, language), "      - ")
    return lines


def easiest_lines(diagnosis: Diagnosis, language: Language) -> list[str]:
    text = TEXTS[language]
    if not diagnosis.easiest:
        return []
    lines = ["", text["easiest"]]
    for number, remedy in enumerate(diagnosis.easiest[:3], start=1):
        before, after = (words.percent(one, language) for one in (remedy.before, remedy.after))
        hours = words.decimal(remedy.effort_hours, 0, language)
        title = words.remedy_title(remedy, language)
        lines += wrapped(f"{title} ({hours} {text['hours']}; {before} → {after})", f"  {number}. ")
        lines += wrapped(words.remedy_why(remedy, language), "     ")
    return lines


def wrapped(sentence: str, start: str = "") -> list[str]:
    """A sentence in lines of WIDTH, the first beginning with `start`, the others indented as far."""
    lines: list[str] = []
    line = start
    for word in sentence.split(" "):
        if len(line) + len(word) > WIDTH and line.strip():
            lines.append(line.rstrip())
            line = " " * len(start)
        line += word + " "
    return [*lines, line.rstrip()]
