"""Joins the terms of one level of brackets, and refuses what could be read in two ways."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from virta.matching.lexing import Lexeme, Mark, refuse
from virta.matching.tree import And, In, Node, Not, Or

Near = Callable[[Sequence["Item"]], "Item"]


PROPOSED = 4
"""Ways to set brackets around NEAR that are proposed at most."""


@dataclass(frozen=True, slots=True)
class Item:
    """A term or bracket with its place; `joint` is what joins it to the one before it.

    `joint` is "", "AND", "OR", "NOT" (AND NOT), "OR NOT" or "NEAR". `children` are the texts of
    what AND joins in it.
    """

    node: Node
    start: int
    end: int
    joint: str = ""
    operator: Lexeme | None = None
    children: tuple[str, ...] = ()


def join(text: str, items: Sequence[Item], near: Near) -> Item:
    """The level as one item. `near` makes a NEAR of two."""
    joints = {item.joint for item in items} - {""}
    if "NEAR" in joints:
        if len(items) > 2:
            _refuse_near(text, items)
        return near(items)
    if "OR NOT" in joints or ("OR" in joints and joints & {"AND", "NOT"}):
        _refuse_mix(text, items)
    nodes = [item.node for item in items]
    start, end = items[0].start, items[-1].end
    if len(nodes) == 1:
        return Item(nodes[0], start, end)
    if "OR" in joints:
        _refuse_empty_branch(text, items)
        return Item(Or(tuple(_flat(nodes, Or))), start, end)
    children = tuple(text[item.start : item.end] for item in items)
    return Item(And(tuple(_flat(nodes, And))), start, end, children=children)


def matches_nothing(node: Node) -> bool:
    """Whether a post without anything would match."""
    if isinstance(node, Not):
        return not matches_nothing(node.node)
    if isinstance(node, And):
        return all(map(matches_nothing, node.nodes))
    if isinstance(node, Or):
        return any(map(matches_nothing, node.nodes))
    return isinstance(node, In) and matches_nothing(node.node)


def _refuse_empty_branch(text: str, items: Sequence[Item]) -> None:
    for item in items:
        if matches_nothing(item.node):
            others = [text[one.start : one.end] for one in items if one is not item]
            held = " OR ".join(others) if len(others) == 1 else f"({' OR '.join(others)})"
            start, end = items[0].start, items[-1].end
            refuse(text, "branch_not", start, end, f"{held} AND {text[item.start : item.end]}")


def refuse_only_not(text: str, item: Item) -> None:
    """A query that an empty post would match."""
    if not matches_nothing(item.node):
        return
    held = text[item.start : item.end]
    begun = held.startswith(("NOT", "-"))
    inside = held.removeprefix("NOT").removeprefix("-").strip()
    proposals = [inside] if begun else []
    proposals.append(f"language:fi {held}" if begun else f"language:fi AND ({held})")
    refuse(text, "only_not", item.start, item.end, *proposals)


def _flat(nodes: Iterable[Node], kind: type[And] | type[Or]) -> list[Node]:
    """The nodes, those of the same kind opened: `a OR (b OR c)` is `a OR b OR c`."""
    found: list[Node] = []
    for node in nodes:
        found += node.nodes if isinstance(node, kind) else [node]
    return found


def _refuse_mix(text: str, items: Sequence[Item]) -> None:
    start, end = items[0].start, items[-1].end
    by_and = _grouped(text, items, lambda item: item.joint in {"OR", "OR NOT"})
    by_or = _grouped(text, items, lambda item: item.joint in {"AND", "NOT"})
    refuse(text, "mixed", start, end, by_and, by_or, *_limited(text, items))


def _limited(text: str, items: Sequence[Item]) -> list[str]:
    """For `a OR NOT b` and `NOT b OR a` what was most likely meant: `a NOT b`."""
    joints = [item.joint for item in items]
    if len(items) != 2 or joints[1] != "OR NOT" and joints != ["NOT", "OR"]:
        return []
    first, second = items if joints[1] == "OR NOT" else items[::-1]
    return [f"{text[first.start : first.end]} {text[second.start : second.end]}"]


def _grouped(text: str, items: Sequence[Item], is_parted: Callable[[Item], bool]) -> str:
    """The level with brackets around what stands between the operators that part."""
    groups: list[list[Item]] = [[]]
    for item in items:
        if item is not items[0] and is_parted(item):
            groups.append([])
        groups[-1].append(item)
    shown = _group(text, groups[0], text[items[0].start : items[0].end])
    for group in groups[1:]:
        first = group[0]
        held = text[first.start : first.end]
        if first.joint == "NOT" and len(group) > 1:
            held = held.removeprefix("NOT").removeprefix("-").strip()
            shown += f" NOT {_group(text, group, held)}"
        else:
            operator = "" if first.joint == "NOT" else f"{first.joint.split()[0]} "
            shown += f" {operator}{_group(text, group, held)}"
    return shown


def _group(text: str, group: Sequence[Item], first: str) -> str:
    """What a group says, in brackets where there are several."""
    shown = first
    for item in group[1:]:
        # What NOT stands before holds it in its own stretch.
        operator = "" if item.joint == "NOT" else f"{item.joint.split()[0]} "
        shown += f" {operator}{text[item.start : item.end]}"
    return f"({shown})" if len(group) > 1 else shown


def _refuse_near(text: str, items: Sequence[Item]) -> None:
    """Proposes brackets around every pair that NEAR joins."""
    proposals: list[str] = []
    for at, item in enumerate(items):
        if item.joint == "NEAR" and len(proposals) < PROPOSED:
            pair = f"({text[items[at - 1].start : item.end]})"
            proposals.append(
                text[items[0].start : items[at - 1].start] + pair + text[item.end : items[-1].end]
            )
    refuse(text, "near_mixed", items[0].start, items[-1].end, *proposals, *_all_near(text, items))


def _all_near(text: str, items: Sequence[Item]) -> list[str]:
    """Every NEAR in brackets of its own, where none of them share a side."""
    shown, at = "", 0
    while at < len(items):
        pair = at + 1 < len(items) and items[at + 1].joint == "NEAR"
        last = items[at + 1] if pair else items[at]
        held = text[items[at].start : last.end]
        gap = text[items[at - 1].end : items[at].start] if at else ""
        shown += gap + (f"({held})" if pair else held)
        at += 2 if pair else 1
    return [shown]


def refuse_neighbours(text: str, marks: Sequence[Lexeme], at: int) -> list[Lexeme]:
    """The terms that stand side by side around a place, from the one before it on.

    Where one of the two is a bracket, AND is proposed between the two.
    """
    first = at - 1
    while first and marks[first - 1].mark is Mark.RUN and marks[first].mark is Mark.RUN:
        first -= 1
    last = at
    while marks[last + 1].mark in {Mark.RUN, Mark.QUOTE}:
        last += 1
    runs = list(marks[first : last + 1])
    if any(one.mark not in {Mark.RUN, Mark.QUOTE} for one in runs):
        gap = marks[at - 1].end, marks[at].start
        refuse(text, "side_by_side", *gap, " AND ")
    return runs
