"""Figures kept beside the mentions, so that no picture has to read them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F

from virta.listening.models.search import Search
from virta.listening.models.source import Source
from virta.people.models import WorkspaceRow

ALL = 0
"""In the place of a search: everything that the workspace heard, each mention once."""


class Hourly(WorkspaceRow):
    """How many mentions a search had in an hour, and how they spoke.

    A search's row is counted in the transaction that stores the mentions; the row of `ALL` is
    counted anew by the worker soon after. `changes` grows each time an hour is touched and `ranked`
    follows it once the lists of its day are made: the two differ where there is work to do, and a
    worker that is killed loses none of it.
    """

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    search = models.ForeignKey(
        Search, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    hour = models.DateTimeField()
    count = models.BigIntegerField(default=0)
    negative = models.BigIntegerField(default=0)
    neutral = models.BigIntegerField(default=0)
    positive = models.BigIntegerField(default=0)
    changes = models.BigIntegerField(default=1)
    counted = models.BigIntegerField(default=0)
    """Of `ALL` only: up to which change its figures are counted."""
    ranked = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    """The search's version as of when it came near to its cap (`virta.listening.surplus`); else 0."""
    base = models.BigIntegerField(default=0)
    """What had been counted when the search was changed since; the cap is counted from here."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "search", "hour"], name="listening_one_hourly"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "hour"],
                name="listening_hourly_unranked",
                condition=models.Q(changes__gt=F("ranked")),
            )
        ]


class Lists(WorkspaceRow):
    """The longest bars of some days of a search: authors, links, phrases, networks and languages.

    Days are those of the workspace's time zone. Lists are cut at their first places; see
    `virta.listening.ranking` for what an entry holds. Nobody's name stands here: an author is a
    hash and the number of one of their mentions, and is shown only while that is there.
    """

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    search = models.ForeignKey(
        Search, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()
    made_at = models.DateTimeField()
    mentions = models.BigIntegerField(default=0)
    looked_at = models.BigIntegerField(default=0)
    """How many of them phrases and links were looked for in."""
    networks = models.TextField(default="{}")
    languages = models.TextField(default="{}")
    authors = models.TextField(default="[]")
    links = models.TextField(default="[]")
    phrases = models.TextField(default="[]")

    LISTS: ClassVar[tuple[str, ...]] = ("networks", "languages", "authors", "links", "phrases")

    class Meta:
        abstract = True


class Ranking(Lists):
    """The lists of a search's day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "search", "day"], name="listening_one_ranking"
            )
        ]


class Span(Lists):
    """The lists of several days in a row, put together once, so that long periods are read fast.

    Made of `Ranking`s alone, and gone as soon as one of them is made anew; who reads takes the
    days then (`virta.listening.spans`).
    """

    width = models.PositiveSmallIntegerField()
    """So many days from `day` on."""
    unlisted = models.BigIntegerField(default=0)
    """Units of the phrases that have no place in the list."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "search", "width", "day"], name="listening_one_span"
            )
        ]


class Gap(WorkspaceRow):
    """A stretch in which a source stood still, and what was said then was not heard later."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="gaps")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "until"], name="listening_gaps_of")]

    @classmethod
    def note(cls, source: Source, since: datetime, until: datetime) -> None:
        """Write a stretch down; the listener does so with the first portion after it."""
        cls.objects.create(
            workspace_id=source.workspace_id, source=source, since=since, until=until
        )
