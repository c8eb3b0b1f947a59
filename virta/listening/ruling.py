"""Rules: which of them hold for a mention, and what follows.

The worker asks them about what has come in (`run_all`), so that they never hold up the intake. The
noted mention, what is done with it and its history are one transaction: a worker that is killed
leaves nothing half done and nothing done twice.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from virta.kit.portions import portions
from virta.listening import acting, catching
from virta.listening.models import Hit, Mention, MentionRule, Search, Source, Untried
from virta.listening.searching import matcher_of, mention_as_post, nodes_of
from virta.ownership.watching import on_watch
from virta.people.models import Person, Workspace
from virta.records.forms import members

PORTION = 500
MOST = 10
"""Portions of one workspace in a row, then others have their turn."""
LIVE = timedelta(days=3)
"""How old what a source gives may be to raise an alarm: a weekend without a worker is made up for,
and what a feed that was just added tells of last month wakes nobody."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a mention must meet, all of it; what is empty is met by every mention."""

    searches: frozenset[int] = frozenset()
    query: str = ""
    network: str = ""
    language: str = ""
    sentiment: int | None = None
    followers: int | None = None
    authors: frozenset[str] = frozenset()

    @classmethod
    def of(cls, values: Mapping[str, Any], searches: Iterable[Any]) -> "Conditions":
        """Of a rule's fields, as a form or a stored rule has them."""
        return cls(
            frozenset(one.pk for one in searches),
            values["query"].strip(),
            values["network"],
            values["language"].strip().lower(),
            values["sentiment"],
            values["followers"],
            frozenset(filter(None, map(account, values["authors"].splitlines()))),
        )

    def are_met(self, mention: Mention, hits: Iterable[int], is_matched: bool) -> bool:
        """Whether a mention meets them; the query was asked before (`is_matched`)."""
        return (
            (is_matched or not self.query)
            and (not self.searches or not self.searches.isdisjoint(hits))
            and self.network in ("", mention.network)
            and self.language in ("", mention.language)
            and self.sentiment in (None, mention.sentiment)
            and (self.followers is None or (mention.followers or 0) >= self.followers)
            and (not self.authors or not self.authors.isdisjoint(accounts(mention)))
        )


PROFILE = "https://bsky.app/profile/"


def account(text: str) -> str:
    """A handle, address or DID as it is compared; the page of an account stands for it."""
    return text.strip().removeprefix(PROFILE).rstrip("/").lstrip("@").casefold()


def accounts(mention: Mention) -> set[str]:
    """By what its author may be named in a rule."""
    return {account(one) for one in (mention.author, mention.handle, mention.name) if one}


class Asked:
    """Conditions, compiled to be asked of many mentions. Belongs to one thread."""

    def __init__(self, conditions: Sequence[Conditions]) -> None:
        self._conditions = conditions
        queries = {str(at): one.query for at, one in enumerate(conditions) if one.query}
        self._matcher = matcher_of(nodes_of(queries))
        self._by_search = any(one.searches for one in conditions)

    def met(self, mentions: Sequence[Mention]) -> list[list[int]]:
        """For each mention the places of the conditions that it meets."""
        hits = self._hits(mentions)
        found = self._matcher.match([mention_as_post(one) for one in mentions])
        return [
            [
                at
                for at, one in enumerate(self._conditions)
                if one.are_met(mention, hits.get(mention.pk, ()), str(at) in matched)
            ]
            for mention, matched in zip(mentions, found, strict=True)
        ]

    def _hits(self, mentions: Sequence[Mention]) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        if not self._by_search:
            return found
        for some in portions([one.pk for one in mentions]):
            rows = Hit.objects.filter(mention__in=some)
            for mention, search in rows.values_list("mention_id", "search_id"):
                found.setdefault(mention, set()).add(search)
        return found


class Rules:
    """The rules of a workspace that are in use, in their order."""

    def __init__(self, rules: Sequence[MentionRule]) -> None:
        self.rules = rules
        self._asked = Asked([conditions_of(one) for one in rules])

    def apply(self, workspace: Workspace, mentions: Sequence[Mention], why: acting.Why) -> int:
        """Do what follows for these mentions. Returns for how many a rule held."""
        chosen: dict[int, list[int]] = {}
        touched = 0
        for mention, places in zip(mentions, self._asked.met(mentions), strict=True):
            touched += bool(places)
            for at in places:
                chosen.setdefault(at, []).append(mention.pk)
                if self.rules[at].stops:
                    break
        for at in sorted(chosen):
            follow(workspace, self.rules[at], chosen[at], why)
        return touched


def conditions_of(rule: MentionRule) -> Conditions:
    values = {one.name: getattr(rule, one.name) for one in rule._meta.concrete_fields}
    # Removed searches too: without them the rule would hold for everything.
    return Conditions.of(values, Search.everything.filter(rules=rule))


def follow(
    workspace: Workspace, rule: MentionRule, numbers: Sequence[int], why: acting.Why
) -> None:
    """What a rule says is to be done."""
    because = replace(why, by=None, rule=rule)
    for tag in rule.tags.filter(removed_at__isnull=True):
        acting.put_tag(workspace, numbers, tag, because)
    if person := receiver(workspace, rule, why.now):
        acting.give(workspace, numbers, person, because)
    if rule.is_handled:
        acting.set_state(workspace, numbers, Mention.State.HANDLED, because)
    if rule.alarms and why.job is None:  # what is applied to the past wakes nobody
        catch = catching.note if why.is_past else catching.catch
        catch(workspace, rule, numbers, why.now)


def receiver(workspace: Workspace, rule: MentionRule, now: datetime) -> Person | None:
    """To whom a rule gives mentions: a member, or whoever is on watch."""
    here = members(workspace)
    if rule.to_watch:
        for watch in on_watch(workspace, now):
            if here.filter(pk=watch.person_id).exists():
                return watch.person
    return here.filter(pk=rule.person_id).first() if rule.person_id else None


def in_use(workspace: Workspace) -> Any:
    rows = MentionRule.objects.of(workspace).filter(is_on=True)
    return rows.order_by("place", "pk").select_related("person")


_local = threading.local()


def rules_of(workspace: Workspace) -> Rules:
    """The rules, compiled anew only when one was changed; each thread has its own."""
    kept: dict[int, tuple[object, Rules]] = _local.__dict__.setdefault("kept", {})
    rows = in_use(workspace)
    mark = list(rows.values_list("key", "version"))
    known = kept.get(workspace.pk)
    if known is None or known[0] != mark:
        known = kept[workspace.pk] = (mark, Rules(list(rows)))
    return known[1]


def run_all(now: datetime) -> int:
    """Ask the rules about everything that has come in. Returns for how many one held."""
    waiting = Untried.objects.order_by().values_list("workspace", flat=True).distinct()
    return sum(run(one, now) for one in Workspace.objects.filter(pk__in=list(waiting)))


def run(workspace: Workspace, now: datetime) -> int:
    """Ask the rules of one workspace about what has come in there."""
    touched = 0
    for _portion in range(MOST):
        looked, some = run_portion(workspace, now)
        touched += some
        if looked < PORTION:
            break
    return touched


@transaction.atomic
def run_portion(workspace: Workspace, now: datetime) -> tuple[int, int]:
    rows = Untried.objects.of(workspace).select_for_update(skip_locked=True, of=("self",))
    waiting = list(rows.select_related("mention__source").order_by("pk")[:PORTION])
    mentions = [one.mention for one in waiting]
    Untried.objects.filter(pk__in=[one.pk for one in waiting]).delete()
    touched = 0
    for past in (True, False):
        some = [one for one in mentions if is_past(one) == past]
        why = acting.Why(now, is_past=past)
        touched += rules_of(workspace).apply(workspace, some, why) if some else 0
    return len(waiting), touched


def is_past(mention: Mention) -> bool:
    """Whether nobody needs to be woken by it: it comes from a file or an archive, or is old."""
    source = mention.source
    is_filed = source is None or source.kind == Source.FILE
    return is_filed or bool(mention.heard_at - mention.at > LIVE)
