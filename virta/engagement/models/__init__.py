"""Connections to networks, posts, their deliveries to channels, and who has approved what."""

from virta.engagement.models.approval import Approval
from virta.engagement.models.approval_link import ApprovalLink
from virta.engagement.models.attachment import Attachment, MediaFile
from virta.engagement.models.connection import Connection
from virta.engagement.models.delivery import Delivery
from virta.engagement.models.lookup import Lookup
from virta.engagement.models.pause import Pause
from virta.engagement.models.post import Post
from virta.engagement.models.queue import QueueTime
from virta.engagement.models.snippet import LinkRule, Snippet

__all__ = [
    "Approval",
    "ApprovalLink",
    "Attachment",
    "Connection",
    "Delivery",
    "LinkRule",
    "Lookup",
    "MediaFile",
    "Pause",
    "Post",
    "QueueTime",
    "Snippet",
]
