"""Who must say yes before something goes out: pure, on what a rule holds.

A rule's steps come in order. A step is passed when any, or all, of those it names have approved
it. Nobody approves their own: its author is never asked and never counts, so a step that asks
"all" goes by without them, and a step that asks only its author blocks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

How = Literal["any", "all"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whom it asks, by e-mail address or by role, and whether one of them is enough."""

    how: How
    people: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.roles or self.outside)


@dataclass(frozen=True, slots=True)
class Approval:
    """That somebody, by their e-mail address, has approved a step (counted from 0)."""

    step: int
    by: str


def steps_from(kept: Iterable[Mapping[str, Any]]) -> list[Step]:
    """The steps of a rule as it keeps them; addresses are compared in lower case."""
    return [
        Step(
            "all" if one.get("how") == "all" else "any",
            lower(one.get("people", [])),
            frozenset(one.get("roles", [])),
            lower(one.get("outside", [])),
        )
        for one in kept
    ]


def lower(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(one.strip().lower() for one in addresses)


def asked(step: Step, author: str, members: Mapping[str, str]) -> frozenset[str]:
    """Whose yes a step asks for. `members`: e-mail address → role of everyone here now.

    People who have left are not asked, nor is the author; an outside approver is asked always.
    """
    here = {address.lower(): role for address, role in members.items()}
    by_name = {one for one in step.people if one in here}
    by_role = {address for address, role in here.items() if role in step.roles}
    return frozenset((by_name | by_role | step.outside) - {author.lower()})


def is_passed(
    step: Step, number: int, approvals: Iterable[Approval], author: str, members: Mapping[str, str]
) -> bool:
    """Whether a step has what it asks for. One that asks nobody is never passed."""
    wanted = asked(step, author, members)
    given = {one.by.lower() for one in approvals if one.step == number} & wanted
    return wanted <= given and bool(wanted) if step.how == "all" else bool(given)


def next_step(
    steps: Sequence[Step],
    approvals: Sequence[Approval],
    author: str,
    members: Mapping[str, str],
) -> int | None:
    """The number of the first step that is not passed; None when all are: it may go out."""
    for number, step in enumerate(steps):
        if not is_passed(step, number, approvals, author, members):
            return number
    return None


def may_approve(
    steps: Sequence[Step],
    approvals: Sequence[Approval],
    author: str,
    members: Mapping[str, str],
    person: str,
) -> bool:
    """Whether this person's yes counts now: the next step asks for it, and has not got it yet."""
    number = next_step(steps, approvals, author, members)
    if number is None or person.lower() not in asked(steps[number], author, members):
        return False
    return Approval(number, person.lower()) not in {
        Approval(one.step, one.by.lower()) for one in approvals
    }


def waits_for(
    steps: Sequence[Step],
    approvals: Sequence[Approval],
    author: str,
    members: Mapping[str, str],
) -> frozenset[str]:
    """Whose yes the next step still lacks; nobody when it may go out."""
    number = next_step(steps, approvals, author, members)
    if number is None:
        return frozenset()
    given = {one.by.lower() for one in approvals if one.step == number}
    return asked(steps[number], author, members) - given


def blocked_steps(steps: Sequence[Step], author: str, members: Mapping[str, str]) -> list[int]:
    """Numbers of the steps that nobody could pass for this author: it would wait for ever."""
    return [n for n, step in enumerate(steps) if not asked(step, author, members)]


def joined(rules: Iterable[Sequence[Step]]) -> list[Step]:
    """The steps of several rules that all apply, in order; a step asked for twice counts once."""
    found: list[Step] = []
    for steps in rules:
        found += [step for step in steps if step not in found]
    return found
