"""Connections, posts and deliveries to test with."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from tests.audiences.make import make_channel as make_channel
from tests.networks.faulty import TOKEN
from tests.ownership.make import make_approval_rule, somebody, step
from virta.engagement import answering, lookups, outside_links
from virta.engagement.models import Connection, Delivery, Lookup, Post, Snippet
from virta.engagement.models.connection import sealed
from virta.engagement.scheduling import schedule
from virta.records import saving

NOON = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def make_post(workspace, text="The sauna is warm.", by=None, channels=(), **facts):
    """A post for noon; it goes nowhere until it is scheduled."""
    usual = {"at": NOON, "zone": "Europe/Helsinki"}
    post = Post(workspace=workspace, text=text, **usual | facts)
    saving.store(post, by, many={"channels": channels})
    return post


def make_snippet(workspace, text="See you by the sea.", **facts):
    """Words to put into posts."""
    snippet = Snippet(workspace=workspace, text=text, **{"title": "Closing"} | facts)
    saving.store(snippet, None)
    return snippet


def make_connection(channel, server="https://social.example", token=TOKEN, **facts):
    """A channel signed in to a server that speaks Mastodon's API."""
    usual = {
        "workspace": channel.workspace,
        "network": "mastodon",
        "sealed": sealed({"server": server, "token": token}),
        "handle": "@faulty",
    }
    return Connection.objects.create(channel=channel, **usual | facts)


def make_ruled(workspace, *steps, channel=None, owner=None, at=NOON, **facts):
    """A post that waits for the yes that these steps ask for (as tests.ownership.make.step makes
    them), on one channel."""
    make_approval_rule(workspace, steps=list(steps))
    if channel is None:
        channel = make_channel(workspace)
        make_connection(channel)
    post = make_post(workspace, channels=[channel], owner=owner, at=at, **facts)
    schedule(post, at - timedelta(hours=9))
    return post


def say(post, person, is_yes=True, reason="", now=NOON - timedelta(hours=8), digest=""):
    """Somebody's answer to a post as it is in the queue."""
    wording = digest or post.deliveries.exclude(state="cancelled").first().digest
    voice = answering.Voice.of(person)
    return answering.answer(post, voice, wording, now, is_yes=is_yes, reason=reason)


def make_link(workspace, email="maija@outside.example"):
    """A link to a post for an approver outside: the link, its token and its code."""
    rule = step(outside=[email])
    post = make_ruled(workspace, rule, at=timezone.now() + timedelta(days=1))
    made = outside_links.ask(
        post,
        somebody(workspace),
        timezone.now(),
        email=email,
        name="Maija",
        language="en",
        by_mail=False,
        is_told=True,
    )
    return made, made.url.rstrip("/").rsplit("/", 1)[1]


def make_delivery(workspace, text="The sauna is warm.", channel=None, at=NOON, **facts):
    """A post that is scheduled on one channel."""
    post = make_post(workspace, text, channels=[channel or make_channel(workspace)], at=at)
    (delivery,) = schedule(post, at - timedelta(hours=1))
    if facts:
        Delivery.objects.filter(pk=delivery.pk).update(**facts)
        delivery.refresh_from_db()
    return delivery


def make_lookup(post, address="https://saaristo.example/a", channel=None, **facts):
    """The card of a link, not fetched yet; or another post, by a channel's account."""
    usual = {"what": "card", "due_at": NOON}
    facts = usual | facts
    place = lookups.place_of(facts["what"], channel, address)
    return Lookup.objects.create(
        workspace=post.workspace, post=post, channel=channel, address=address, place=place, **facts
    )
