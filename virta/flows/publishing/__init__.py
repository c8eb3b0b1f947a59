"""From the queue to the networks and back: engagement → network → engagement."""

from virta.flows.publishing.outbox import Outbox

__all__ = ["Outbox"]
