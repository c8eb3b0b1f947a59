"""The report's figures as a workbook (XLSX), a sheet a subject."""

from datetime import date

from virta.balance import words as said
from virta.balance.framework import FACTORS
from virta.balance.trouble import warning_text
from virta.report import formats, headline
from virta.report.book import LONGEST_TEXT, Book, Cell
from virta.report.figures import Row, count_rows, cycle_rows, factor_rows, flow_rows, row
from virta.report.model import GroupRow, Report
from virta.report.readings import cycle_of
from virta.report.texts import clean
from virta.report.words import say


def make(report: Report) -> bytes:
    """The workbook as a file."""
    book = Book(report)
    for add in (summary, factors, blocks, flows, remedies, groups, changes, observations, evidence):
        add(book, report)
    return book.done()


def heads(report: Report, *keys: str) -> list[str]:
    return [say(key, report.language) for key in keys]


def figure_cells(figure: Row) -> list[Cell]:
    return [figure.name, figure.value, figure.low, figure.high, figure.n]


def summary(book: Book, report: Report) -> None:
    diagnosis, language = report.diagnosis, report.language
    rows: list[list[Cell]] = [
        [say("starts", language), date.fromisoformat(diagnosis.start)],
        [say("ends", language), date.fromisoformat(diagnosis.end)],
        [say("verdict", language), headline.verdict(diagnosis, language)],
        [say("sheet_evidence", language), headline.basis(diagnosis, language)],
    ]
    if report.author:
        rows.append(["", say("made_by", language, author=report.author)])
    if report.made_on:
        day = formats.day(report.made_on, language)
        rows.append(["", say("made_on", language, day=day)])
    if report.example:
        rows.insert(0, [say("example", language), say("example_note", language)])
    heading = [say("organisation", language), clean(report.organisation)[:LONGEST_TEXT]]
    book.table(say("sheet_summary", language), heading, rows)


def factors(book: Book, report: Report) -> None:
    language = report.language
    rows: list[list[Cell]] = []
    for factor, (name, figures) in zip(
        FACTORS, factor_rows(report.diagnosis, language), strict=True
    ):
        state = said.state_name(report.diagnosis.factors[factor].state, language)
        number, cycle = FACTORS.index(factor) + 1, say(cycle_of(factor), language)
        rows += [[name, number, cycle, state, *figure_cells(figure)] for figure in figures]
    columns = ("factor", "factor_number", "cycle", "state", "figure", "value", "low", "high", "n")
    book.table(say("sheet_factors", language), heads(report, *columns), rows)


def blocks(book: Book, report: Report) -> None:
    language = report.language
    rows: list[list[Cell]] = []
    for block in report.diagnosis.blocks:
        percent = None if block.probability is None else block.probability * 100
        detail = headline.clause(block, language) if block.verdict == "present" else None
        evidence = [said.say(sentence, language) for sentence in block.evidence]
        collect = [said.say(sentence, language) for sentence in block.collect]
        rows.append(
            [
                said.block_name(block.block, language),
                say(block.verdict, language),
                percent,
                formats.capital(detail) if detail else None,
                "\n".join(evidence),
                "\n".join(collect),
            ]
        )
    columns = ("block", "verdict", "probability", "remark", "why", "collect")
    book.table(say("sheet_blocks", language), heads(report, *columns), rows)


def flows(book: Book, report: Report) -> None:
    language = report.language
    rows: list[list[Cell]] = [
        [say("sheet_flows", language), *figure_cells(figure)]
        for figure in cycle_rows(report.diagnosis, language)
    ]
    for name, figures in flow_rows(report.diagnosis, language):
        rows += [[name, *figure_cells(figure)] for figure in figures]
    columns = ("flow", "figure", "value", "low", "high", "n")
    book.table(say("sheet_flows", language), heads(report, *columns), rows)


def remedies(book: Book, report: Report) -> None:
    """Every remedy, not only the three of the pages, easiest first."""
    language = report.language
    rows: list[list[Cell]] = [
        [
            said.remedy_title(remedy, language),
            said.block_name(remedy.block, language),
            float(remedy.effort_hours),
            remedy.before * 100,
            remedy.after * 100,
            remedy.gain_per_hour * 100,
        ]
        for remedy in report.diagnosis.easiest
    ]
    if not rows:
        return
    percent = say("probability", language)
    columns = heads(report, "remedy", "block", "hours_of")
    columns += [f"{say(key, language)}: {percent}" for key in ("before", "after")]
    book.table(say("sheet_remedies", language), [*columns, say("gain", language)], rows)


def groups(book: Book, report: Report) -> None:
    language = report.language
    rows = [cells for group in report.groups for cells in group_cells(group, report)]
    if not rows:
        return
    columns = ("group", "remark", "factor", "mean", "low", "high", "n")
    book.table(say("sheet_groups", language), heads(report, *columns), rows)


def group_cells(group: GroupRow, report: Report) -> list[list[Cell]]:
    remark = say(group.mark, report.language) if group.mark else None
    if group.mark == "suppressed":
        return [[group.name, remark]]
    named = [
        row(said.factor_name(factor, report.language), group.levels.get(factor), 2)
        for factor in FACTORS
    ]
    return [[group.name, remark, *figure_cells(figure)] for figure in named]


def changes(book: Book, report: Report) -> None:
    """Attention and maturity of each factor in the earlier round and in this one."""
    if report.previous is None:
        return
    language = report.language
    pairs = zip(
        factor_rows(report.previous, language), factor_rows(report.diagnosis, language), strict=True
    )
    rows: list[list[Cell]] = []
    for (name, before), (_, after) in pairs:
        for then, now in zip(before, after, strict=True):
            known = then.value is not None and now.value is not None
            change = now.value - then.value if known else None  # type: ignore[operator]
            rows.append([name, now.name, then.value, now.value, change])
    columns = ("factor", "figure", "then", "now", "change")
    book.table(say("sheet_changes", language), heads(report, *columns), rows)


def observations(book: Book, report: Report) -> None:
    language = report.language
    rows: list[list[Cell]] = [
        [
            each.statement,
            said.factor_name(each.factor, language) if each.factor else None,
            each.level,
            each.note,
            each.source,
        ]
        for each in report.observations
    ]
    if rows:
        columns = ("statement", "factor", "level", "note", "source")
        book.table(say("sheet_observations", language), heads(report, *columns), rows)


def evidence(book: Book, report: Report) -> None:
    """How large the evidence is, how the load is borne, and what was remarked on."""
    language = report.language
    rows = [figure_cells(figure) for figure in count_rows(report.diagnosis, language)]
    if report.load:
        rows.append(figure_cells(row(say("load_of", language), report.load, 2)))
    rows += [[warning_text(warning, language)] for warning in report.diagnosis.warnings]
    columns = ("figure", "value", "low", "high", "n")
    book.table(say("sheet_evidence", language), heads(report, *columns), rows)
