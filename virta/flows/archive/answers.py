"""Who has approved posts or sent them back, in an archive: the history travels, its force does not.

A yes is bound to the wording that was in the queue, and the queue stays where it is. What comes in
is history: it counts for nothing, so that no file approves a post. Links to approvers outside and
their codes are secrets of the installation and are in no archive.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from virta.engagement.models import Approval, Post
from virta.people.models import Workspace

CHUNK = 2000
FACTS = ("step", "by", "name", "is_outside", "version", "is_yes", "reason")

Row = dict[str, Any]


def answers_of(workspace: Workspace) -> Iterator[Row]:
    """Every answer of an approver, by post and time."""
    rows = Approval.objects.of(workspace).select_related("post")
    for one in rows.order_by("post__key", "at", "pk").iterator(chunk_size=CHUNK):
        facts = {name: getattr(one, name) for name in FACTS}
        yield facts | {"post": one.post.key, "at": one.at.isoformat()}


def bring(workspace: Workspace, rows: list[Row]) -> int:
    """Answers as they were given elsewhere."""
    posts = dict(Post.everything.of(workspace).values_list("key", "pk"))
    made = [
        Approval(
            workspace=workspace,
            post_id=posts[row["post"]],
            at=datetime.fromisoformat(row["at"]),
            **{name: row[name] for name in FACTS},
        )
        for row in rows
    ]
    Approval.objects.bulk_create(made, batch_size=CHUNK)
    return len(made)
