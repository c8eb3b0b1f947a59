"""What has gone out, in an archive: outcomes travel, the queue stays where it is.

Only a delivery that is published, or was and has been removed on its network, is in an archive. It
comes in with that same state, which no worker takes up: an importing installation sends nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from virta.audiences.models import Channel
from virta.engagement.models import Delivery, Post
from virta.people.models import Workspace

State = Delivery.State
OUTCOMES = (State.PUBLISHED, State.GONE)
CHUNK = 2000

Row = dict[str, Any]


def outcomes_of(workspace: Workspace) -> Iterator[Row]:
    """Every delivery that is or was out, by post and channel."""
    rows = Delivery.objects.of(workspace).filter(state__in=OUTCOMES)
    rows = rows.select_related("post", "channel").order_by("post__key", "channel__key", "pk")
    for one in rows.iterator(chunk_size=CHUNK):
        yield {
            "post": one.post.key,
            "channel": one.channel.key,
            "state": one.state,
            "due_at": one.due_at.isoformat(),
            "published_at": one.published_at.isoformat() if one.published_at else None,
            "url": one.url,
            "content": one.content,
            "receipts": one.receipts,
        }


def bring(workspace: Workspace, rows: list[Row]) -> int:
    """Deliveries as they went elsewhere. Raises ValueError for one that is still to go out."""
    posts = dict(Post.everything.of(workspace).values_list("key", "pk"))
    channels = dict(Channel.everything.of(workspace).values_list("key", "pk"))
    made = [delivery(workspace, row, posts, channels) for row in rows]
    Delivery.objects.bulk_create(made, batch_size=CHUNK)
    return len(made)


def delivery(
    workspace: Workspace, row: Row, posts: dict[str, int], channels: dict[str, int]
) -> Delivery:
    """One outcome as a row that the queue passes over."""
    if row["state"] not in OUTCOMES:
        raise ValueError(f"{row['state']!r} is no outcome")
    due_at = datetime.fromisoformat(row["due_at"])
    published_at = row["published_at"]
    return Delivery(
        workspace=workspace,
        post_id=posts[row["post"]],
        channel_id=channels[row["channel"]],
        state=row["state"],
        due_at=due_at,
        late_at=due_at,
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        url=row["url"],
        content=row["content"],
        receipts=row["receipts"],
    )
