"""The whole report in words and drawn figures, ready to be set: by typst as PDF, or as HTML.

Nothing after this decides what is said; it only decides where it stands.
"""

from dataclasses import dataclass
from datetime import date

import virta.picture as picture
from virta.balance import words as said
from virta.balance.findings import Diagnosis
from virta.balance.trouble import warning_text
from virta.report import bars, formats, headline
from virta.report.comparisons import ChangeTable, GroupTable, change_table, group_table
from virta.report.figures import FigureGroup, figures
from virta.report.model import Language, Observation, Report
from virta.report.readings import (
    FactorLine,
    FlowLine,
    cycle_sentences,
    factor_lines,
    flow_lines,
)
from virta.report.tellings import BlockStory, RemedyStory, block_story, remedy_story
from virta.report.texts import Drawing, shortened
from virta.report.words import CATALOGUES, say


@dataclass(frozen=True, slots=True)
class ObservationStory:
    statement: str
    factor: str
    level: str
    note: str
    source: str
    address: str  # where the source can be opened; empty where it is not an address


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the report says, in its order."""

    language: str
    labels: dict[str, str]
    title: str
    organisation: str
    running: str  # the organisation's name, short enough for the head of a page
    period: str
    made: tuple[str, ...]
    example: str  # the mark on every page; empty for real organisations
    verdict: str
    basis: str
    author: str
    picture: Drawing
    picture_small: Drawing  # the same at the size of a column
    picture_text: tuple[str, ...]
    picture_alt: str
    blocks: tuple[BlockStory, ...]
    remedies: tuple[RemedyStory, ...]
    collect: tuple[str, ...]  # what to find out first, where there is no remedy to name
    nothing_to_do: str  # what to say where there is neither
    factors: tuple[FactorLine, ...]
    cycles: tuple[str, ...]
    flows: tuple[FlowLine, ...]
    groups: GroupTable | None
    changes: ChangeTable | None
    load: tuple[str, ...]
    load_bar: Drawing | None
    comments: str
    observations: tuple[ObservationStory, ...]
    method: tuple[str, ...]
    warnings: tuple[str, ...]
    figures: tuple[FigureGroup, ...]


def tell(report: Report) -> Story:
    """Put a report into words. The same report always gives the same story."""
    diagnosis, language = report.diagnosis, report.language
    described = picture_text(diagnosis, report)
    return Story(
        language=language,
        labels=CATALOGUES[language],
        title=report.title or say("title", language),
        organisation=report.organisation,
        running=shortened(report.organisation, 64),
        period=formats.period(
            date.fromisoformat(diagnosis.start), date.fromisoformat(diagnosis.end), language
        ),
        made=made_lines(report),
        example=say("example", language) if report.example else "",
        verdict=headline.verdict(diagnosis, language),
        basis=headline.basis(diagnosis, language),
        author=report.author,
        picture=Drawing(picture.draw(diagnosis, language=language, size="print")),
        picture_small=Drawing(picture.draw(diagnosis, language=language, size="print")),
        picture_text=described,
        picture_alt=" ".join(described),
        blocks=tuple(
            block_story(number, block, language)
            for number, block in enumerate(diagnosis.blocks, start=1)
        ),
        remedies=tuple(
            remedy_story(number, remedy, language)
            for number, remedy in enumerate(diagnosis.easiest[:3], start=1)
        ),
        collect=collect_first(report),
        nothing_to_do=nothing_to_do(diagnosis, language),
        factors=factor_lines(diagnosis, language),
        cycles=cycle_sentences(diagnosis, language),
        flows=flow_lines(diagnosis, language),
        groups=group_table(report.groups, language) if report.groups else None,
        changes=change_table(report.previous, diagnosis, language) if report.previous else None,
        load=load_lines(report),
        load_bar=bars.interval(report.load, 5, ticks=5) if report.load else None,
        comments=comments_line(report),
        observations=tuple(observation_story(each, report) for each in report.observations),
        method=method_lines(report),
        warnings=tuple(warning_text(warning, language) for warning in diagnosis.warnings),
        figures=figures(report),
    )


def made_lines(report: Report) -> tuple[str, ...]:
    lines = []
    if report.author:
        lines.append(say("made_by", report.language, author=report.author))
    if report.made_on:
        day = formats.day(report.made_on, report.language)
        lines.append(say("made_on", report.language, day=day))
    return tuple(lines)


def picture_text(diagnosis: Diagnosis, report: Report) -> tuple[str, ...]:
    """The picture in words, a line a paragraph."""
    text = picture.describe(diagnosis, language=report.language)
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def collect_first(report: Report) -> tuple[str, ...]:
    """What to find out for the blocks that cannot be judged, each thing once."""
    sentences = [
        said.say(sentence, report.language)
        for block in report.diagnosis.blocks
        if block.verdict == "unknown"
        for sentence in block.collect
    ]
    return tuple(dict.fromkeys(sentences))


def nothing_to_do(diagnosis: Diagnosis, language: Language) -> str:
    """Rest where all is well; elsewhere the evidence has to grow first."""
    is_sound = all(block.verdict == "absent" for block in diagnosis.blocks)
    return say("no_remedies" if is_sound else "more_evidence", language)


def load_lines(report: Report) -> tuple[str, ...]:
    load, language = report.load, report.language
    if load is None:
        return ()
    rating = say(
        "load_text",
        language,
        level=formats.decimal(load.value, 1, language),
        range=formats.level_range(load.low, load.high, language),
        n=formats.decimal(load.n, 0, language),
    )
    return (rating, say("load_note", language))


def comments_line(report: Report) -> str:
    count, language = report.comments_count, report.language
    if not count:
        return ""
    if count == 1:
        return say("comment_1", language)
    return say("comments", language, n=formats.decimal(count, 0, language))


def observation_story(observation: Observation, report: Report) -> ObservationStory:
    factor, level, language = observation.factor, observation.level, report.language
    return ObservationStory(
        statement=observation.statement,
        factor=said.factor_name(factor, language) if factor else "",
        level="" if level is None else str(level),
        note=observation.note,
        source=observation.source,
        address=observation.source if is_address(observation.source) else "",
    )


def is_address(source: str) -> bool:
    return source.startswith(("https://", "http://")) and len(source.split()) == 1


def method_lines(report: Report) -> tuple[str, ...]:
    texts = tuple(say(f"method_{number}", report.language) for number in range(1, 6))
    return texts + report.method_notes
