"""Objects of listening for tests."""

import hashlib
from datetime import UTC, datetime, timedelta

from virta.listening import calling, rows
from virta.listening.filing import table_of
from virta.listening.models import (
    Alarm,
    Insight,
    Mention,
    MentionJob,
    MentionRule,
    SavedView,
    Search,
    Source,
    SourceFile,
    Tag,
)
from virta.listening.models.source import sealed
from virta.listening.searching import Searches
from virta.listening.taking import take
from virta.records import saving
from virta.sources.protocol import Heard

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def make_search(workspace, query="sauna", **more):
    search = Search(workspace=workspace, **{"title": query, "query": query} | more)
    saving.store(search, None)
    return search


def make_insight(workspace, **more):
    values = {"title": "People ask for later opening hours"} | more
    insight = Insight(workspace=workspace, **values)
    saving.store(insight, None)
    return insight


def make_source(workspace, kind="feed", typed=None, **more):
    typed = typed or {"address": "https://blog.example/feed"}
    values = {"title": "Blog", "sealed": sealed(typed), "due_at": NOON} | more
    return Source.objects.create(workspace=workspace, kind=kind, **values)


def heard(text="The sauna is warm", key="1", **more):
    values = {"network": "bluesky", "at": NOON - timedelta(minutes=5), "author": "did:plc:aino"}
    return Heard(key=key, text=text, **values | more)


def taken(workspace, *items, now=NOON, **more):
    """Take items in for all searches of the workspace, from its first source."""
    more.setdefault("source", Source.objects.of(workspace).first())
    searches = Searches(workspace)
    searches.refresh()
    return take(workspace, searches, items, now, **more)


def make_mention(search, **more):
    """A mention that the search matched; its text holds the query."""
    key = more.pop("key", f"one of {search.workspace.slug}")
    taken(search.workspace, heard(more.pop("text", f"About {search.query}"), key, **more))
    return Mention.objects.of(search.workspace).get(key=key)


def make_alarm(search, **more):
    """An alarm of the hour before NOON, noticed at its end, not told yet."""
    values = {"at": NOON - timedelta(hours=1), "seen": 40, "expected": 3.2} | more
    alarm = calling.opening(Alarm(workspace=search.workspace, search=search, **values), NOON)
    alarm.save()
    return alarm


def make_file(
    workspace, content=b"text,at\nThe sauna is warm,2026-03-02 09:00\n", name="posts.csv"
):
    table = table_of(name, content)
    return SourceFile.objects.create(
        workspace=workspace,
        name=name,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        mapping=rows.suggest(table.header),
        rows=len(table.rows),
    )


def make_tag(workspace, title="praise", **more):
    tag = Tag(workspace=workspace, title=title, **more)
    saving.store(tag, None)
    return tag


def make_rule(workspace, searches=(), tags=(), **more):
    """A rule; by default it marks what has the word sauna as handled."""
    values = {"title": "Saunas", "query": "sauna", "is_handled": not (tags or more)} | more
    rule = MentionRule(workspace=workspace, **values)
    saving.store(rule, None, many={"searches": list(searches), "tags": list(tags)})
    return rule


def make_view(workspace, owner=None, **more):
    values = {"title": "Negative ones", "query": "sentiment=-1", "is_shared": True} | more
    return SavedView.objects.create(workspace=workspace, owner=owner, **values)


def make_job(workspace, person, **more):
    values = {"kind": "state", "options": {"state": "seen"}, "marked": [], "total": 0}
    values |= {"made_at": NOON, "due_at": NOON, "first": 0}
    return MentionJob.objects.create(workspace=workspace, person=person, **values | more)
