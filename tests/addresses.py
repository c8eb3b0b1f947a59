"""Every address of Virta with something real behind it.

A new address needs a value for each of its parts: add it to `Place.parts` below, built by a
maker, and the walk in test_every_url.py goes through it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests import make
from tests.assessment import make as rounds
from tests.engagement.make import make_delivery, make_link, make_lookup
from tests.listening.make import (
    make_alarm,
    make_file,
    make_job,
    make_mention,
    make_source,
    make_view,
)
from tests.networks.test_pictures import drawn
from tests.records.makers import MAKERS
from virta.activities.models import PlanFeed
from virta.assessment.models import Round, SampleCount, Upload
from virta.assessment.services import close_round
from virta.balance.framework import FACTORS
from virta.engagement import media
from virta.engagement.models import Delivery
from virta.ownership.models import WatchFeed
from virta.people.models import Invitation, Membership, Role, SetupLink, digest
from virta.people.services import invite
from virta.records import hooking
from virta.records.kinds import kinds
from virta.records.models import Batch, Comment, Notice, Webhook

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OUTSIDE = ("accounts/", "language/")
"""allauth's and Django's own addresses: they are walked for strangers, not filled in."""


@dataclass
class Place:
    """A workspace with a bit of everything in it, and the parts of its addresses."""

    workspace: object
    people: dict
    parts: dict
    ids: tuple = (
        "round_id",
        "group_id",
        "invitee_id",
        "membership_id",
        "invitation_id",
        "upload_id",
        "sample_id",
        "mention_id",
        "source_id",
        "file_id",
        "notice_id",
        "comment_id",
        "hook_id",
    )


def furnish(slug="saaristo", state=Round.State.CLOSED):
    """A workspace with people in all roles and a round of this state with three answers."""
    workspace = make.workspace(slug)
    people = {role: make.member(workspace, role) for role in Role}
    one_more = Membership.objects.create(
        workspace=workspace, person=make.person("Vieno"), role=Role.VIEWER
    )
    invitation, link = invite(
        workspace,
        people[Role.OWNER],
        email="",
        role=Role.MEMBER,
        days=7,
        base_url="http://testserver",
    )
    round, key = make_round(workspace, state)
    group = round.groups.first()
    upload = Upload.objects.create(
        workspace=workspace,
        round=round,
        kind=Upload.Kind.TIME_SHEET,
        name="hours.csv",
        content=b"week,factor,hours\n2025-09-01,listening,4\n",
    )
    sample = SampleCount.objects.create(
        workspace=workspace, round=round, flow="to_execution", seen=10, reached=7
    )
    by_owner = people[Role.OWNER]
    objects = {kind.path: MAKERS[kind.name](workspace) for kind in kinds()}
    notice = Notice.objects.create(
        workspace=workspace,
        person=by_owner,
        happening="mention",
        kind="none",
        key="none",
        at=timezone.now(),
    )
    picture = media.attach(objects["posts"], "sauna.png", drawn("PNG"))
    comment = Comment.objects.create(
        workspace=workspace, about_kind="none", about_key="none", text="Hei", at=timezone.now()
    )
    parts = {
        "workspace": slug,
        "records": {path: one.key for path, one in objects.items()},
        "batches": {kind.path: batch_of(workspace, kind).pk for kind in kinds()},
        "number": 1,
        "media_key": picture.key,
        "hand_key": make_delivery(workspace, state=Delivery.State.BY_HAND).key,
        "place": 0,
        "card_key": make_lookup(objects["posts"]).key,
        "picture": 0,
        "approval_token": make_link(make.workspace(f"{slug}-asking"))[1],
        "mention_id": make_mention(objects["searches"]).pk,
        "alarm_id": make_alarm(objects["searches"]).pk,
        "source_id": make_source(workspace).pk,
        "hook_id": make_hook(workspace).pk,
        "file_id": make_file(workspace).pk,
        "source_kind": "feed",
        "job_key": make_job(workspace, by_owner).key,
        "view_key": make_view(workspace, by_owner).key,
        "day": "2026-03-02",
        "person_id": one_more.person.pk,
        "about_kind": "factor",
        "about_key": FACTORS[4].value,
        "feed_id": make_feed(workspace, by_owner).pk,
        "plan_feed_id": make_plan_feed(workspace, by_owner).pk,
        "plan_token": f"plan of {slug}",
        "objective_key": objects["objectives"].key,
        "result_key": objects["key-results"].key,
        "part": "topics",
        "table": "fits",
        "notice_id": notice.pk,
        "comment_id": comment.pk,
        "round_id": round.pk,
        "group_id": group.pk,
        "invitee_id": rounds.make_invitee(group, email="").pk,
        "membership_id": one_more.pk,
        "invitation_id": invitation.pk,
        "upload_id": upload.pk,
        "sample_id": sample.pk,
        "factor": FACTORS[4].value,
        "ending": "csv",
        "link_key": group.link_key,
        "key": key,
        "step": FACTORS[4].value,
        "token": link.rstrip("/").rsplit("/", 1)[1],
    }
    return Place(workspace, people, parts)


def make_hook(workspace, url="https://chat.example/hook", **more):
    """A webhook that takes every alarm."""
    sealed = hooking.sealed(url, hooking.new_secret())
    values = {"title": "Chat", "host": "chat.example", "sealed": sealed} | more
    return Webhook.objects.create(workspace=workspace, **values)


def make_feed(workspace, person):
    """A secret address of the watch rota."""
    return WatchFeed.objects.create(
        workspace=workspace, person=person, token_digest=digest(f"feed of {workspace.slug}")
    )


def make_plan_feed(workspace, person):
    """A secret address of the plan."""
    return PlanFeed.objects.create(
        workspace=workspace, person=person, token_digest=digest(f"plan of {workspace.slug}")
    )


def batch_of(workspace, kind):
    """A file that was brought for a kind, not yet taken in."""
    return Batch.objects.create(
        workspace=workspace,
        kind=kind.name,
        name="objects.csv",
        content=b"title\nSomething\n",
        mapping={"0": ""},
    )


def make_round(workspace, state):
    """A round in this state; with answers of three people where it was ever open."""
    round = rounds.make_round(workspace, state=state)
    if state == Round.State.DRAFT:
        return round, "no-key"
    Round.objects.filter(pk=round.pk).update(closes_at=timezone.now() + timedelta(days=9))
    round.refresh_from_db()
    key = "no-key"
    for level in (2, 3, 4):
        respondent = rounds.make_respondent(round.groups.first(), level, load=level)
        key = respondent.key
    if state == Round.State.CLOSED:
        close_round(round, timezone.now())
    return round, key


def patterns():
    """(address pattern as written, pattern) for every address of the project."""
    yield from walk(get_resolver("virta.urls"), "")


def walk(resolver, before):
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one, here)
        else:
            assert isinstance(one, URLPattern)
            yield here, one


def own_patterns():
    """The addresses that Virta itself writes."""
    return [(text, one) for text, one in patterns() if not text.startswith(OUTSIDE)]


def outside_patterns():
    """The addresses of allauth and Django."""
    return [(text, one) for text, one in patterns() if text.startswith(OUTSIDE)]


def workspace_patterns():
    return [(text, one) for text, one in own_patterns() if "workspace" in parts_of(text)]


def parts_of(text):
    """The names in an address pattern: `w/<slug:workspace>/` has `workspace`."""
    return [piece.split(">")[0].split(":")[-1] for piece in text.split("<")[1:]]


def fill(text, parts):
    """An address that can be asked for; says where to add a part that is not known yet."""
    address = text
    kind = text.removeprefix("w/<slug:workspace>/").split("/")[0]
    own = {"record_key": parts["records"].get(kind), "batch_id": parts["batches"].get(kind)}
    parts = own | parts
    for name in parts_of(text):
        assert parts.get(name) is not None, (
            f"The address {text} has a part “{name}” that the walk does not know. "
            "Add it to Place.parts in tests/addresses.py."
        )
        start = address.index("<")
        address = address[:start] + str(parts[name]) + address[address.index(">") + 1 :]
    return "/" + address


def setup_token():
    """The token of a set-up link that is still unused."""
    token = SetupLink.fresh()
    assert SetupLink.objects.filter(token_digest=digest(token)).exists()
    return token


def waiting_invitations(workspace):
    return Invitation.objects.filter(workspace=workspace, used_at__isnull=True, revoked_at=None)
