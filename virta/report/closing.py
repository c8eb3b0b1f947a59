"""The later sections of the report's page: groups, changes, load, observations, method, figures."""

from virta.report.comparisons import Change, ChangeTable, GroupHead, GroupTable
from virta.report.parts import bullets, heading, paragraphs, section, shown_cell, table
from virta.report.story import ObservationStory, Story


def group_section(story: Story) -> str:
    if story.groups is None:
        return ""
    labels = story.labels
    lead = f"<p>{labels['groups_lead']}</p>{bullets(story.groups.sentences)}"
    return section(labels["groups"], lead + groups_table(story.groups, labels))


def groups_table(groups: GroupTable, labels: dict[str, str]) -> str:
    heads = [labels["factor"], *(group_head(head) for head in groups.heads)]
    rows = [
        [name, *(shown_cell(each, labels["gap"]) for each in cells)] for name, cells in groups.rows
    ]
    return table(labels["groups"], heads, rows)


def group_head(head: GroupHead) -> str:
    n = f"<small>n = {head.n}</small>" if head.n else ""
    return head.name + n + (f"<small>{head.remark}</small>" if head.remark else "")


def change_section(story: Story) -> str:
    if story.changes is None:
        return ""
    labels, changes = story.labels, story.changes
    inside = f"<p>{changes.lead}</p>" + factor_changes(changes, labels)
    heads = [labels[key] for key in ("block", "then", "now", "change")]
    rows = [[name, *change_cells(change)] for name, change in changes.blocks]
    return section(labels["changes"], inside + table(labels["blocks"], heads, rows, figures=(3,)))


def factor_changes(changes: ChangeTable, labels: dict[str, str]) -> str:
    heads = [labels["factor"]] + [
        f"{labels[figure]}: {labels[time].lower()}"
        for figure in ("attention", "maturity")
        for time in ("then", "now", "change")
    ]
    rows = [
        [name, *change_cells(share), *change_cells(level)] for name, share, level in changes.factors
    ]
    return table(labels["changes"], heads, rows, figures=(1, 2, 3, 4, 5, 6))


def change_cells(change: Change) -> list[str]:
    return [change.then, change.now, change.change]


def load_section(story: Story) -> str:
    if not story.load and not story.comments:
        return ""
    comments = (story.comments,) if story.comments else ()
    return section(
        story.labels["load"], (story.load_bar or "") + paragraphs((*story.load, *comments))
    )


def observation_section(story: Story) -> str:
    if not story.observations:
        return ""
    labels = story.labels
    heads = [labels[key] for key in ("statement", "level", "note", "source")]
    rows = [observation_row(each) for each in story.observations]
    return section(labels["observations"], table(labels["observations"], heads, rows, figures=(1,)))


def observation_row(seen: ObservationStory) -> list[str]:
    factor = f"<small>{seen.factor}</small>" if seen.factor else ""
    source = seen.source
    if seen.address:
        source = f'<a href="{seen.address}" rel="noopener noreferrer">{source}</a>'
    return [seen.statement + factor, seen.level, seen.note, source]


def method_section(story: Story) -> str:
    inside = paragraphs(story.method)
    if story.warnings:
        inside += heading(3, story.labels["warnings"]) + bullets(story.warnings)
    return section(story.labels["method"], inside)


def figure_section(story: Story) -> str:
    labels = story.labels
    parts = [f"<p>{labels['appendix_lead']}</p>"]
    for group in story.figures:
        if group.rows:
            heads = [group.title, *(labels[key] for key in ("value", "low", "high", "n"))]
            rows = [list(row) for row in group.rows]
            parts.append(table(group.title, heads, rows, figures=(1, 2, 3, 4)))
    return section(labels["appendix"], "".join(parts))
