"""The report as HTML that needs no script: a fragment for Virta's own page, or a whole document.

Every text is escaped at one place, before anything is put together; only drawings that Virta made
pass as markup. There are no style attributes, so a strict content security policy holds.
"""

import html
from pathlib import Path

from virta.report.closing import (
    change_section,
    figure_section,
    group_section,
    load_section,
    method_section,
    observation_section,
)
from virta.report.model import Report
from virta.report.parts import (
    bullets,
    gap,
    heading,
    lowered,
    paragraphs,
    section,
    shown_cell,
    table,
)
from virta.report.readings import FactorLine, FlowLine
from virta.report.story import Story, tell
from virta.report.tellings import BlockStory, RemedyStory
from virta.report.texts import clean, mapped

STYLES = Path(__file__).resolve().parent.parent / "static" / "css" / "report.css"

DOCUMENT = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{organisation} – {title}</title>
<style>
{styles}</style>
</head>
<body class="report-document">
<main>
{fragment}
</main>
</body>
</html>
"""


def fragment(report: Report) -> str:
    """The report as one <article>, headed by an <h2>, for a page that has `report.css` and an <h1>."""
    return lowered(article(told(report)))


def document(report: Report) -> str:
    """The report as a file of its own, with its styles inside: to keep, or to send by e-mail."""
    story = told(report)
    return DOCUMENT.format(
        language=story.language,
        organisation=story.organisation,
        title=story.title,
        styles=STYLES.read_text(encoding="utf-8"),
        fragment=article(story),
    )


make = document


def told(report: Report) -> Story:
    """The report's story with every text escaped."""
    escaped: Story = mapped(tell(report), lambda text: html.escape(clean(text)))
    return escaped


def article(story: Story) -> str:
    parts = (
        first_page,
        picture_section,
        factor_section,
        flow_section,
        block_section,
        remedy_section,
        group_section,
        change_section,
        load_section,
        observation_section,
        method_section,
        figure_section,
    )
    inside = "\n".join(text for part in parts if (text := part(story)))
    return f'<article class="report" lang="{story.language}">\n{inside}\n</article>'


def first_page(story: Story) -> str:
    """What a director reads: the verdict, the blocks as four lines, what to do first."""
    facts = " · ".join((story.period, *story.made))
    mark = f'<p class="report-example"><strong>{story.example}</strong> {story.labels["example_note"]}</p>'
    blocks = "".join(block_line(block) for block in story.blocks)
    return f"""\
<header class="report-head">
{mark if story.example else ""}
<p class="report-title">{story.title}</p>
{heading(1, story.organisation)}
<p class="report-facts">{facts}</p>
<p class="report-verdict">{story.verdict}</p>
<p class="report-facts">{story.basis}</p>
</header>
<div class="report-glance">
<figure class="report-picture">{story.picture}</figure>
<ul class="report-blocks">{blocks}</ul>
</div>
{easiest(story)}"""


def block_line(block: BlockStory) -> str:
    detail = f'<span class="report-detail">{block.detail}</span>' if block.detail else ""
    return (
        f'<li class="report-{block.tone}">{block.mark}<div><strong>{block.name}</strong>'
        f'<span><b class="report-tone">{block.verdict}</b> – {block.sureness}</span>{detail}</div></li>'
    )


def easiest(story: Story) -> str:
    labels = story.labels
    if story.remedies:
        cards = "".join(
            f"<li><strong>{each.number}. {each.title}</strong><span>{each.hours}</span>{each.bar}<span>{each.short}</span></li>"
            for each in story.remedies
        )
        return (
            f'<section class="report-first">{heading(2, labels["first"])}<ol>{cards}</ol></section>'
        )
    if story.collect:
        return f'<section class="report-first">{heading(2, labels["collect_first"])}{bullets(story.collect)}</section>'
    return f'<section class="report-first"><p>{story.nothing_to_do}</p></section>'


def picture_section(story: Story) -> str:
    labels = story.labels
    how = f'<p class="report-small">{labels["how_to_read"]}</p>'
    return section(labels["picture"], paragraphs(story.picture_text) + how)


def factor_section(story: Story) -> str:
    labels = story.labels
    heads = [
        labels[key] for key in ("factor", "attention", "reference", "maturity", "state", "answers")
    ]
    rows = [factor_row(line, labels["gap"]) for line in story.factors]
    lead = f"<p>{labels['factors_lead']}</p>"
    return section(labels["factors"], lead + table(labels["factors"], heads, rows, figures=(2, 5)))


def factor_row(line: FactorLine, gap_text: str) -> list[str]:
    tone = line.tone.replace(" ", "-")
    return [
        f'<span class="report-number">{line.number}</span> {line.name}<small>{line.cycle}</small>',
        shown_cell(line.share, gap_text),
        line.reference,
        shown_cell(line.maturity, gap_text),
        f'<span class="report-state report-state-{tone}">{line.state}</span>',
        line.n,
    ]


def flow_section(story: Story) -> str:
    labels = story.labels
    heads = [labels[key] for key in ("flow", "reaches", "median", "n")]
    rows = [flow_row(line, labels["gap"]) for line in story.flows]
    inside = paragraphs(story.cycles) + table(labels["flow"], heads, rows, figures=(3,))
    return section(labels["flows"], inside)


def flow_row(line: FlowLine, gap_text: str) -> list[str]:
    name = f'<span class="report-step">{line.name}</span>' if line.is_step else line.name
    source = "".join(f"<small>{text}</small>" for text in (line.what, line.source) if text)
    note = f"<small>{line.time_note}</small>" if line.time_note else ""
    time = line.time + note if line.time else gap(gap_text)
    return [name + source, shown_cell(line.share, gap_text), time, line.n]


def block_section(story: Story) -> str:
    inside = "".join(block_story(block, story.labels) for block in story.blocks)
    return section(story.labels["blocks"], inside)


def block_story(block: BlockStory, labels: dict[str, str]) -> str:
    detail = f" {block.detail}" if block.tone == "present" else ""
    parts = [
        heading(3, block.name),
        f'<p class="report-small">{block.rule}</p>',
        f'<p class="report-{block.tone}">{block.mark} <b class="report-tone">{block.verdict}</b> – {block.sureness}.{detail}</p>',
    ]
    for key, sentences in (("why", block.evidence), ("collect", block.collect)):
        if sentences:
            parts.append(f'<p class="report-small">{labels[key]}</p>{bullets(sentences)}')
    if block.tone == "unknown" and not block.evidence and not block.collect:
        parts.append(f"<p>{labels['nothing_said']}</p>")
    return "".join(parts)


def remedy_section(story: Story) -> str:
    labels = story.labels
    if story.remedies:
        stories = "".join(remedy_story(each, labels) for each in story.remedies)
        inside = f"<p>{labels['remedies_lead']}</p>{stories}"
    elif story.collect:
        inside = f"<p>{labels['collect_first']}:</p>{bullets(story.collect)}"
    else:
        inside = f"<p>{story.nothing_to_do}</p>"
    return section(labels["remedies"], inside)


def remedy_story(remedy: RemedyStory, labels: dict[str, str]) -> str:
    return (
        f"{heading(3, f'{remedy.number}. {remedy.title}')}<p>{remedy.why}</p><p>{remedy.what_if}</p>"
        f'<p class="report-fall">{labels["effort"]}: <strong>{remedy.hours}</strong> {remedy.bar}'
        f"<span>{labels['before']}: <strong>{remedy.before}</strong></span>"
        f"<span>{labels['after']}: <strong>{remedy.after}</strong></span></p>"
    )
