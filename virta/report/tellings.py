"""The four stumbling blocks and the easiest remedies as they are told."""

from dataclasses import dataclass

from virta.balance import words as said
from virta.balance.findings import Block, Remedy
from virta.report import bars, formats, headline
from virta.report.model import Language
from virta.report.texts import Drawing
from virta.report.words import say


@dataclass(frozen=True, slots=True)
class BlockStory:
    """One stumbling block as it is told. `tone` is its verdict and picks the mark beside it."""

    number: int
    name: str
    tone: str
    mark: Drawing
    verdict: str
    sureness: str
    detail: str  # what it amounts to, or what to find out first; empty where it is not there
    rule: str
    evidence: tuple[str, ...]
    collect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemedyStory:
    """One remedy with its what-if."""

    number: int
    title: str
    why: str
    hours: str
    block: str
    before: str
    after: str
    short: str
    what_if: str
    bar: Drawing


def block_story(number: int, block: Block, language: Language) -> BlockStory:
    detail = ""
    if block.verdict == "present":
        detail = formats.capital(headline.clause(block, language)) + "."
        if block.extent:
            detail += " " + say(block.extent, language)
    elif block.verdict == "unknown" and block.collect:
        detail = said.say(block.collect[0], language)
    return BlockStory(
        number=number,
        name=said.block_name(block.block, language),
        tone=block.verdict,
        mark=bars.mark(block.verdict),
        verdict=say(block.verdict, language),
        sureness=sureness_line(block, language),
        detail=detail,
        rule=said.block_explanation(block.block, language),
        evidence=tuple(said.say(sentence, language) for sentence in block.evidence),
        collect=tuple(said.say(sentence, language) for sentence in block.collect),
    )


def sureness_line(block: Block, language: Language) -> str:
    """How likely the block is to be there, in words and as a figure."""
    likely = block.probability
    words = said.sureness(block, language)
    if likely is None:
        return words
    return say("sureness", language, words=words, figure=formats.probability(likely, language))


def remedy_story(number: int, remedy: Remedy, language: Language) -> RemedyStory:
    block = said.block_name(remedy.block, language)
    before = formats.probability(remedy.before, language)
    after = formats.probability(remedy.after, language)
    # "97 prosentista": Finnish bends the word, not the sign.
    bare = formats.bare_probability if language == "fi" else formats.probability
    return RemedyStory(
        number=number,
        title=said.remedy_title(remedy, language),
        why=said.remedy_why(remedy, language),
        hours=formats.hours(remedy.effort_hours, language),
        block=block,
        before=before,
        after=after,
        short=say("changes_what", language, block=block, before=before, after=after),
        what_if=say(
            "what_if",
            language,
            block=block,
            before=bare(remedy.before, language),
            after=bare(remedy.after, language),
        ),
        bar=bars.fall(remedy.before, remedy.after),
    )
