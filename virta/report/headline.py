"""The one sentence that a director reads, and what it rests on."""

from virta.balance import words as said
from virta.balance.findings import Block, Diagnosis
from virta.balance.framework import BlockName, Direction
from virta.report import formats
from virta.report.model import Language
from virta.report.words import say

UNNAMED = {
    BlockName.MISSING_FACTOR: "some_factor",
    BlockName.OVERWEIGHT_FACTOR: "some_overweight",
    BlockName.ONE_CYCLE: "some_cycle",
    BlockName.BLOCKED_FLOW: "some_flow",
}


def verdict(diagnosis: Diagnosis, language: Language) -> str:
    """How the work stands, in one sentence."""
    present = [block for block in diagnosis.blocks if block.verdict == "present"]
    unknown = sum(block.verdict == "unknown" for block in diagnosis.blocks)
    if present:
        clauses = [clause(block, language) for block in present]
        return say(f"verdict_{len(present)}", language, blocks=joined(clauses, language))
    if unknown == len(diagnosis.blocks):
        return say("verdict_unknown", language)
    if unknown:
        return say("verdict_partly", language, count=small_number(unknown, language))
    return say("verdict_sound", language)


def clause(block: Block, language: Language) -> str:
    """What a stumbling block that is there amounts to: "Listening is missing"."""
    if block.block in (BlockName.MISSING_FACTOR, BlockName.OVERWEIGHT_FACTOR) and block.factors:
        names = [said.factor_name(factor, language) for factor in block.factors]
        count = "1" if len(names) == 1 else "n"
        joined = formats.listed(names, language)
        return say(f"{block.block}_{count}", language, factors=joined)
    if block.block == BlockName.ONE_CYCLE and block.cycle:
        return say(f"one_cycle_{block.cycle}", language)
    if block.block == BlockName.BLOCKED_FLOW and block.direction:
        both = len(block.direction) == len(Direction)
        return say("both_flows" if both else str(block.direction[0]), language)
    return say(UNNAMED[block.block], language)


def joined(clauses: list[str], language: Language) -> str:
    """Whole clauses in one sentence: each has a comma before it, the last its conjunction too."""
    if len(clauses) == 1:
        return clauses[0]
    link = "ja" if language == "fi" else "and"
    return f"{', '.join(clauses[:-1])}, {link} {clauses[-1]}"


def small_number(count: int, language: Language) -> str:
    return {"en": ("one", "two", "three"), "fi": ("yksi", "kaksi", "kolme")}[language][count - 1]


def basis(diagnosis: Diagnosis, language: Language) -> str:
    """What the diagnosis rests on, in one sentence: "It rests on 12 respondents, …"."""
    told = [said.count(key, count, language) for key, count in diagnosis.counts.items() if count]
    named = [text for text in told if text]
    if not named:
        return say("rests_on_nothing", language)
    return say("rests_on", language, counts=formats.listed(named, language))
