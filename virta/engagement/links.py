"""The links of a post with its workspace's campaign tags on them."""

from virta.audiences.models import Channel
from virta.engagement.models import LinkRule, Post
from virta.networks import tagging
from virta.people.models import Workspace


def rule_of(workspace: Workspace) -> LinkRule | None:
    """The workspace's rule; read once for each workspace object."""
    if not hasattr(workspace, "_link_rule"):
        workspace._link_rule = LinkRule.objects.of(workspace).first()  # type: ignore[attr-defined]
    found: LinkRule | None = workspace._link_rule  # type: ignore[attr-defined]
    return found


def tagged(post: Post, channel: Channel, text: str) -> str:
    """The text with tags on the links to the organisation's own sites; nothing else changes."""
    rule = rule_of(post.workspace)
    hosts = rule.hosts.split() if rule else []
    if rule is None or not hosts:
        return text
    values = {
        "activity": post.activity.title if post.activity else "",
        "pillar": post.pillar.title if post.pillar else "",
        "channel": channel.title,
        "network": channel.network,
    }
    return tagging.tag(text, tagging.fill(rule.templates, values), hosts)
