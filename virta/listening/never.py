"""What must never be missed: rules that raise an alarm, by an easier door.

An entry is an ordinary rule (`MentionRule.alarms`) with one account or one query and no other
condition; the page shows every rule that raises alarms, however it was made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count

from virta.listening import calling, trying
from virta.listening.models import MentionRule, RuleAlarm
from virta.listening.ruling import Conditions, account, conditions_of
from virta.ownership.models import Escalation
from virta.ownership.rules import paths_about
from virta.ownership.watching import on_watch
from virta.people.models import Person, Workspace
from virta.people.whom import here
from virta.records import saving
from virta.records.kinds import kind_of

LATELY = timedelta(days=30)
TITLE = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule that raises alarms: how many it caught lately, and whom it would tell now."""

    rule: MentionRule
    caught: int
    first: list[Person]
    path: Escalation | None

    @property
    def accounts(self) -> list[str]:
        return [one.strip() for one in self.rule.authors.splitlines() if one.strip()]

    @property
    def remove_url(self) -> str:
        return f"{kind_of(self.rule).url(self.rule)}remove/"


def entries(workspace: Workspace, now: datetime) -> list[Entry]:
    """Every rule that raises alarms, by name."""
    rules = list(rules_of(workspace).select_related("workspace", "person").order_by("title", "pk"))
    rows = RuleAlarm.objects.filter(rule__in=rules, at__gte=now - LATELY).order_by()
    caught = dict(rows.values_list("rule").annotate(Count("pk")))
    watch = here(workspace, [one.person for one in on_watch(workspace, now)])
    known, default = paths_about(workspace), calling.chosen_path(calling.settings_of(workspace))
    return [
        Entry(
            rule,
            caught.get(rule.pk, 0),
            list({one.pk: one for one in [*owner_of(rule), *watch]}.values()),
            next((known[one] for one in calling.places(rule) if one in known), default),
        )
        for rule in rules
    ]


def rules_of(workspace: Workspace) -> Any:
    return MentionRule.objects.of(workspace).filter(alarms=True)


def owner_of(rule: MentionRule) -> list[Person]:
    return here(rule.workspace, [rule.person]) if rule.person else []


@transaction.atomic
def add_accounts(
    workspace: Workspace, names: Sequence[str], network: str, by: Person
) -> list[MentionRule]:
    """A rule for each account that has none yet. Returns the new ones."""
    new = []
    for name in names:
        values = {"authors": name, "network": network}
        title = f"{name} ({network.capitalize()})" if network else name
        if not is_there(workspace, values):
            new.append(add(workspace, by, title, values))
    return new


@transaction.atomic
def add_words(workspace: Workspace, query: str, by: Person) -> list[MentionRule]:
    """A rule for the query, where there is none yet. Returns it."""
    values = {"query": query}
    return [] if is_there(workspace, values) else [add(workspace, by, query, values)]


def add(workspace: Workspace, by: Person, title: str, values: Mapping[str, str]) -> MentionRule:
    """Asked before every other rule, so that none of them keeps it from being asked."""
    title = " ".join(title.split())
    short = title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
    rule = MentionRule(workspace=workspace, title=short, alarms=True, place=0, **values)
    saving.store(rule, by)
    return rule


def is_there(workspace: Workspace, values: Mapping[str, str]) -> bool:
    """Whether a rule in use raises an alarm for just this."""
    wanted = plain(values)
    rows = rules_of(workspace).filter(is_on=True, searches__isnull=True)
    return any(conditions_of(one) == wanted for one in rows)


def plain(values: Mapping[str, str]) -> Conditions:
    """The conditions of an entry, as a rule has them."""
    authors = frozenset(filter(None, [account(values.get("authors", ""))]))
    return Conditions(
        query=values.get("query", ""), network=values.get("network", ""), authors=authors
    )


def tried(workspace: Workspace, rules: Sequence[MentionRule], now: datetime) -> trying.Tried:
    """How many of the stored mentions of the last thirty days these rules would have caught."""
    return trying.tried_any(workspace, [conditions_of(one) for one in rules], now - LATELY)
