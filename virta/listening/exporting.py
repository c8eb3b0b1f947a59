"""Mentions as files: CSV and XLSX for people, JSON lines as `bin/virta match` reads them.

A file is written in parts, each in the transaction that notes how far the job has come, so that a
worker that dies leaves no part out and none in twice.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from virta.kit import sheets
from virta.listening import languages
from virta.listening.models import JobPart, Mention, MentionJob

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
MOST_IN_XLSX = 50_000
"""Rows; a workbook is made in memory."""
PIECE = 1024 * 1024

Column = tuple[Callable[[], str], Callable[[Mention], Any]]


def columns() -> list[Column]:
    """Heading and value of each column."""
    return [
        (lambda: _("Time"), lambda one: timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")),
        (lambda: _("Network"), lambda one: one.network),
        (lambda: _("Kind"), lambda one: one.get_type_display()),
        (lambda: _("Author"), lambda one: one.name or one.handle or one.author),
        (lambda: _("Account"), lambda one: one.handle or one.author),
        (lambda: _("Followers"), lambda one: one.followers),
        (lambda: _("Title"), lambda one: one.title),
        (lambda: _("Text"), lambda one: one.text),
        (
            lambda: _("Language"),
            lambda one: languages.name_of(one.language) if one.language else "",
        ),
        (lambda: _("Sentiment"), sentiment),
        (lambda: _("Sureness"), lambda one: one.sureness),
        (lambda: _("State"), lambda one: one.get_state_display()),
        (lambda: _("Tags"), lambda one: "; ".join(map(str, tags_of(one)))),
        (lambda: _("Given to"), given),
        (lambda: _("Searches"), lambda one: "; ".join(str(hit.search) for hit in one.hits.all())),
        (lambda: _("Likes"), lambda one: one.likes),
        (lambda: _("Reposts"), lambda one: one.reposts),
        (lambda: _("Answers"), lambda one: one.replies),
        (lambda: _("Address"), lambda one: one.url),
    ]


def sentiment(mention: Mention) -> str:
    return "" if mention.sentiment is None else str(mention.get_sentiment_display())


def tags_of(mention: Mention) -> list[Any]:
    return [use.tag for use in mention.tagged.all() if use.tag.removed_at is None]


def given(mention: Mention) -> str:
    found = getattr(mention, "given", None)
    return str(found.person) if found else ""


def row_of(mention: Mention) -> list[Any]:
    return [value(mention) for _label, value in columns()]


def full(mentions: Sequence[Mention]) -> list[Mention]:
    """The same with what the columns need, the newest first."""
    rows = Mention.objects.filter(pk__in=[one.pk for one in mentions]).order_by("-pk")
    return list(
        rows.select_related("given__person").prefetch_related("tagged__tag", "hits__search")
    )


def line_of(mention: Mention) -> str:
    """A post as `bin/virta match` reads it, and what Virta knows besides."""
    held = {
        "id": mention.key,
        "text": mention.text,
        "language": mention.language or None,
        "author": mention.handle or mention.author or None,
        "source": mention.network,
        "type": mention.type,
        "followers": mention.followers,
        "title": mention.title or None,
        "url": mention.url or None,
        "links": mention.links or None,
        "created_at": mention.at.isoformat(),
        "sentiment": mention.sentiment,
        "sentiment_sureness": mention.sureness,
        "state": mention.state,
        "tags": [str(one) for one in tags_of(mention)],
        "searches": [str(hit.search) for hit in mention.hits.all()],
    }
    return json.dumps({name: one for name, one in held.items() if one is not None})


def write(job: MentionJob, mentions: Sequence[Mention]) -> int:
    """A part of the file. Of a workbook it holds the rows, which `finish` puts together."""
    rows, ending = full(mentions), job.options["ending"]
    with speaking(job):
        if ending == "csv":
            content = sheets.csv_rows_file(row_of(one) for one in rows)
        elif ending == "jsonl":
            content = "".join(f"{line_of(one)}\n" for one in rows).encode()
        else:
            content = "".join(f"{json.dumps(row_of(one))}\n" for one in rows).encode()
    keep(job, job.looked_at + 1, content)
    return len(rows)


def finish(job: MentionJob) -> None:
    """The head of a CSV; of a workbook, the whole."""
    if job.options["ending"] == "jsonl":
        return
    with speaking(job):
        header = [label() for label, _value in columns()]
        if job.options["ending"] == "csv":
            keep(job, 0, sheets.csv_file(header, []))
            return
        rows = [json.loads(line) for part in parts(job) for line in part.splitlines()]
        book = sheets.xlsx_file([(_("Mentions"), header, rows)])
    JobPart.objects.filter(job=job).delete()
    for at in range(0, len(book), PIECE):
        keep(job, at, book[at : at + PIECE])


@contextmanager
def speaking(job: MentionJob) -> Iterator[None]:
    """The words and times of the file are those of whoever asked for it."""
    person = job.person
    with translation.override(person.language), timezone.override(person.time_zone):
        yield


def keep(job: MentionJob, number: int, content: bytes) -> None:
    JobPart.objects.create(workspace=job.workspace, job=job, number=number, content=content)


def parts(job: MentionJob) -> Iterator[bytes]:
    """The file, piece by piece."""
    rows = JobPart.objects.filter(job=job).order_by("number")
    for number in list(rows.values_list("pk", flat=True)):
        yield bytes(JobPart.objects.values_list("content", flat=True).get(pk=number))


def name_of(job: MentionJob) -> str:
    """What the file is called."""
    made: datetime = timezone.localtime(job.made_at)
    return f"{job.workspace.slug}-mentions-{made:%Y-%m-%d}.{job.options['ending']}"
