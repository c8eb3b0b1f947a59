"""Target groups and channels to test with, each stored as the pages store them."""

from tests.objectives.make import make_objective
from virta.audiences.models import (
    Audience,
    AudienceFit,
    Channel,
    ChannelRole,
    Peer,
    PeerAccount,
)
from virta.records import saving


def stored(record, by=None):
    saving.store(record, by)
    return record


def make_audience(workspace, **facts):
    return stored(Audience(workspace=workspace, **{"title": "Local families"} | facts))


def make_channel(workspace, **facts):
    defaults = {"title": "Our Mastodon", "network": "mastodon", "handle": "@us@mastodon.example"}
    return stored(Channel(workspace=workspace, **defaults | facts))


def make_fit(workspace, **facts):
    facts.setdefault("audience", None)
    facts["audience"] = facts["audience"] or make_audience(workspace)
    facts["channel"] = facts.get("channel") or make_channel(workspace)
    return stored(AudienceFit(workspace=workspace, **{"fit": 2} | facts))


def make_role(workspace, **facts):
    facts["objective"] = facts.get("objective") or make_objective(workspace)
    facts["channel"] = facts.get("channel") or make_channel(workspace)
    return stored(ChannelRole(workspace=workspace, **facts))


def make_peer(workspace, **facts):
    return stored(Peer(workspace=workspace, **{"title": "The museum next door"} | facts))


def make_peer_account(workspace, **facts):
    facts["peer"] = facts.get("peer") or make_peer(workspace)
    return stored(PeerAccount(workspace=workspace, **{"network": "bluesky", "handle": "x"} | facts))
