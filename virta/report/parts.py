"""Pieces of HTML that the report's page is put together from. All texts come in escaped."""

import re
from collections.abc import Iterable, Sequence

from virta.report.readings import Shown

HEADING = re.compile(r"(</?h)([1-5])\b")


def heading(level: int, text: str) -> str:
    """A heading of the report; `level` 1 is the organisation's name, whatever page it stands in."""
    return f'<h{level} class="report-h{level}">{text}</h{level}>'


def lowered(page: str) -> str:
    """The same page with every heading one level down, to stand under a heading that is there.

    All texts are escaped, so a heading's tag is always one that `heading` made.
    """
    return HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", page)


def section(title: str, inside: str) -> str:
    return f'<section class="report-section">{heading(2, title)}\n{inside}</section>'


def paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def bullets(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{text}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def gap(text: str) -> str:
    return f'<span class="report-gap">{text}</span>'


def shown_cell(shown: Shown, gap_text: str) -> str:
    """A figure with its bar and its range; a gap is said in words."""
    if not shown.value:
        return gap(gap_text)
    return f'<span class="report-figure"><strong>{shown.value}</strong>{shown.bar}</span><small>{shown.range}</small>'


def table(
    label: str, heads: Sequence[str], rows: Sequence[Sequence[str]], figures: Sequence[int] = ()
) -> str:
    """A table whose first column names its rows; `figures` are the columns set to the right."""
    head = "".join(
        f'<th scope="col"{right(column, figures)}>{text}</th>' for column, text in enumerate(heads)
    )
    body = "".join(f"<tr>{row_cells(cells, figures)}</tr>" for cells in rows)
    return (
        f'<div class="report-table" role="region" aria-label="{label}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>\n"
    )


def row_cells(cells: Sequence[str], figures: Sequence[int]) -> str:
    first = f'<th scope="row">{cells[0]}</th>'
    rest = "".join(
        f"<td{right(column, figures)}>{cell}</td>" for column, cell in enumerate(cells[1:], start=1)
    )
    return first + rest


def right(column: int, figures: Sequence[int]) -> str:
    return ' class="report-right"' if column in figures else ""
