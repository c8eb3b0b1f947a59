"""A workspace goes out and comes in the same, whole or not at all."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from PIL import Image

from tests import addresses, make
from tests.engagement.make import make_delivery, make_link, make_post
from tests.networks.test_films import film
from tests.networks.test_pictures import taken_on_a_phone
from virta.assessment import evidence, weeks
from virta.assessment.models import Respondent, Round
from virta.balance import engine, reading
from virta.balance.framework import FACTORS, Factor
from virta.balance.writing import to_contract
from virta.engagement import answering, media, scheduling
from virta.engagement.models import Approval, Connection, Delivery, MediaFile, Post
from virta.flows import archive, diagnosing
from virta.flows.archive.reading import read
from virta.flows.archive.writing import write
from virta.flows.example import make_example
from virta.kit.problems import Problem
from virta.people.models import Membership, Person, Role, Workspace, WorkspaceRow
from virta.records import commenting, saving
from virta.records.kinds import kinds
from virta.records.models import Comment

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def exported(workspace):
    out = io.BytesIO()
    write(workspace, out, NOW)
    return out.getvalue()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def changed(content, name, change):
    """The archive with one file rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for other, text in parts(content).items():
            file.writestr(other, change(text) if other == name else text)
    return out.getvalue()


def furnished():
    """A workspace with an object of every kind, history, a comment, hours and a closed round."""
    place = addresses.furnish()
    owner = place.people[Role.OWNER]
    Comment.objects.filter(about_kind="none").delete()
    for kind in kinds():
        record = kind.model.objects.of(place.workspace).first()
        commenting.say(record, owner, f"Katso, @{owner.name}")
        saving.remove(record, owner)
        saving.bring_back(record, owner)
    weeks.give(place.workspace, owner, date(2026, 2, 23), {Factor.LISTENING: Decimal("3.5")})
    return place.workspace


def test_out_in_and_out_again_is_the_same_byte_for_byte():
    first = exported(furnished())
    read(io.BytesIO(first), "kopio")
    again = parts(exported(Workspace.objects.get(slug="kopio")))
    assert again.keys() == parts(first).keys()
    for name, content in parts(first).items():
        if name != "manifest.json":
            assert again[name] == content, name


def test_what_is_out_comes_in_as_out_and_the_queue_stays_at_home():
    here = make.workspace()
    out = {"state": "published", "published_at": NOW, "url": "https://social.example/1"}
    kept = make_delivery(here, **out, receipts=[{"remote_id": "1", "url": "u", "revision": ""}])
    make_delivery(here, "Removed there.", **out | {"state": "gone"})
    for state in ("waiting", "scheduled", "sending", "unsure", "held", "late", "by_hand"):
        make_delivery(here, f"Still {state}.", state=state)
    first = exported(here)
    copy = read(io.BytesIO(first), "kopio").workspace
    found = Delivery.objects.of(copy).order_by("state")
    assert [one.state for one in found] == ["gone", "published"]
    assert (found[1].url, found[1].published_at) == (out["url"], NOW)
    assert (found[1].content, found[1].receipts) == (kept.content, kept.receipts)
    assert not Delivery.objects.due(datetime(2999, 1, 1, tzinfo=UTC)).filter(workspace=copy)
    assert parts(exported(copy))["outcomes.json"] == parts(first)["outcomes.json"]


def test_answers_of_approvers_come_in_as_history_and_approve_nothing():
    made, token = make_link(make.workspace())
    post = made.link.post
    voice = answering.Voice("maija@outside.example", "Maija")
    answering.answer(post, voice, made.link.digest, NOW, is_yes=True, reason="Lovely.")
    first = exported(post.workspace)
    assert not any(token.encode() in content for content in parts(first).values())
    copy = read(io.BytesIO(first), "kopio").workspace
    kept = Approval.objects.of(copy).get()
    assert (kept.name, kept.reason, kept.is_yes, kept.at) == ("Maija", "Lovely.", True, NOW)
    twin = Post.objects.of(copy).get()
    (delivery,) = scheduling.schedule(twin, NOW)
    assert (delivery.digest, delivery.state) == (made.link.digest, Delivery.State.WAITING)
    assert parts(exported(copy))["approvals.json"] == parts(first)["approvals.json"]


def with_pictures():
    """A post with a photograph and a film, each with its words."""
    post = make_post(make.workspace())
    first = media.attach(post, "saari.jpg", noise("JPEG"))
    first.alt, first.focus_x, first.focus_y = "An island in the evening.", 0.25, -0.5
    first.save()
    media.attach(post, "uimassa.mp4", film())
    return post


def noise(kind):
    held = io.BytesIO()
    Image.effect_noise((60, 40), 90).convert("RGB").save(held, kind)
    return held.getvalue()


def test_pictures_and_films_come_along_byte_for_byte():
    post = with_pictures()
    first = exported(post.workspace)
    copy = read(io.BytesIO(first), "kopio").workspace
    twin = Post.objects.of(copy).get()
    assert media.content_of(twin) == media.content_of(post)
    assert [one.file.mime for one in twin.attachments.all()] == ["image/jpeg", "video/mp4"]
    assert all(one.file.thumb or one.file.is_film for one in twin.attachments.all())
    again = parts(exported(copy))
    for name, content in parts(first).items():
        if name.startswith(("media/", "attachments")):
            assert again[name] == content, name


def test_a_picture_put_into_an_archive_by_hand_is_cleaned():
    post = with_pictures()
    photograph = post.attachments.first().file.sha256
    by_hand = taken_on_a_phone()
    mark = hashlib.sha256(by_hand).hexdigest()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts(exported(post.workspace)).items():
            if name.endswith(photograph):
                file.writestr(f"media/{mark}", by_hand)
            elif name == "attachments.json":
                file.writestr(name, content.replace(photograph.encode(), mark.encode()))
            else:
                file.writestr(name, content)
    copy = read(out, "kopio").workspace
    kept = MediaFile.objects.of(copy).get(mime="image/jpeg")
    assert b"Aino" not in bytes(kept.content)


@pytest.mark.parametrize("change", [lambda content: content[:-1], lambda _content: b"<svg/>"])
def test_a_picture_that_is_not_what_its_name_says_is_refused(change):
    first = exported(with_pictures().workspace)
    name = next(one for one in parts(first) if one.startswith("media/"))
    with pytest.raises(Problem, match=name):
        read(io.BytesIO(changed(first, name, change)), "kopio")
    assert not Workspace.objects.filter(slug="kopio").exists()


def test_an_archive_that_wants_something_sent_is_refused():
    here = make.workspace()
    make_delivery(here, state="published", published_at=NOW)
    lying = changed(
        exported(here), "outcomes.json", lambda text: text.replace(b'published"', b'scheduled"')
    )
    with pytest.raises(Problem, match=r"outcomes\.json"):
        read(io.BytesIO(lying), "kopio")
    assert not Workspace.objects.filter(slug="kopio").exists()


def test_the_example_comes_in_with_the_same_diagnosis():
    example = make_example(NOW)
    read(io.BytesIO(exported(example)), "kopio")
    there, here = (
        diagnosing.latest(one).diagnosis for one in (example, Workspace.objects.get(slug="kopio"))
    )
    assert [block.verdict for block in there.blocks] == [block.verdict for block in here.blocks]
    assert [block.probability for block in there.blocks] == pytest.approx(
        [block.probability for block in here.blocks], abs=1e-6
    )


def test_posts_of_the_example_are_in_its_evidence_and_nothing_of_it_can_be_sent():
    example = make_example(NOW)
    bundle = evidence.bundle(example, diagnosing.latest(example).round)
    posts = [row for row in bundle["items"] if row["kind"] == "post" and row.get("urls")]
    assert len(posts) == 5
    assert all(".invalid/" in url for row in posts for url in row["urls"])
    assert not Connection.objects.of(example).exists()
    assert not Delivery.objects.due(datetime(2999, 1, 1, tzinfo=UTC)).exists()


def test_the_evidence_gives_the_diagnosis_of_the_browser():
    workspace = make_example(NOW)
    current = diagnosing.latest(workspace)
    bundle = json.loads(json.dumps(evidence.bundle(workspace, current.round)))
    found = engine.diagnose(reading.from_dict(bundle))
    assert to_contract(found)["blocks"] == to_contract(current.diagnosis)["blocks"]


def test_people_are_matched_by_their_address_and_strangers_cannot_sign_in():
    content = exported(furnished())
    known = Person.objects.first()
    here = Person.objects.filter(memberships__workspace__slug="saaristo")
    gone = here.exclude(pk=known.pk).order_by("pk").last()
    gone_address = gone.email
    Person.objects.filter(pk=gone.pk).update(email="toinen@example.org")
    brought = read(io.BytesIO(content), "kopio")
    assert brought.strangers == [gone_address]
    stranger = Person.objects.get(email=gone_address)
    assert not stranger.is_active
    assert not stranger.has_usable_password()
    assert Membership.objects.of(brought.workspace).filter(person=known).exists()


def test_whoever_brings_it_owns_it():
    content = exported(furnished())
    somebody = make.person("Uusi")
    brought = read(io.BytesIO(content), "kopio", somebody)
    assert Membership.objects.of(brought.workspace).get(person=somebody).role == Role.OWNER


def test_no_secret_and_no_open_answer_leaves():
    place = addresses.furnish(state=Round.State.OPEN)
    text = "".join(
        content.decode("latin-1") for content in parts(exported(place.workspace)).values()
    )
    for secret in (place.parts["link_key"], place.parts["key"], place.parts["token"]):
        assert secret not in text
    rounds = json.loads(parts(exported(place.workspace))["rounds.json"])
    assert [one["respondents"] for one in rounds] == [[]]


def test_groups_that_may_not_be_shown_alone_leave_as_one():
    place = addresses.furnish()
    rounds = json.loads(parts(exported(place.workspace))["rounds.json"])
    assert sum(len(one["respondents"]) for one in rounds) == 3
    assert {row["group"] for one in rounds for row in one["respondents"]} == {"leaders"}


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("manifest.json", lambda text: text.replace(b"workspace/1", b"workspace/9"), "workspace/9"),
        ("people.json", lambda text: text[:-20], "people.json"),
        ("history.json", lambda text: b"{}", "history.json"),
        ("effort.json", lambda text: text.replace(b"2026-02-23", b"tomorrow"), "effort.json"),
        ("workspace.json", lambda text: b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_broken_archive_is_named_at_its_place_and_changes_nothing(name, change, said):
    content = changed(exported(furnished()), name, change)
    before = Workspace.objects.count(), Respondent.objects.count()
    with pytest.raises(Problem, match=said):
        read(io.BytesIO(content), "kopio")
    assert (Workspace.objects.count(), Respondent.objects.count()) == before


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 cut short"])
def test_what_is_no_archive_is_refused(content):
    with pytest.raises(Problem):
        read(io.BytesIO(content), "kopio")


def test_a_short_name_that_is_taken_is_refused():
    workspace = furnished()
    with pytest.raises(Problem, match=workspace.slug):
        read(io.BytesIO(exported(workspace)), workspace.slug)


def test_every_table_of_a_workspace_is_in_the_archive_or_said_to_be_elsewhere():
    known = {kind.model for kind in kinds()}
    tables = {one for one in apps.get_models() if issubclass(one, WorkspaceRow)}
    missing = {one._meta.label_lower for one in tables - known} - set(archive.NOT_IN)
    assert missing == set()


def test_a_week_that_is_given_is_whole():
    workspace, person = make.workspace(), make.person()
    weeks.give(workspace, person, date(2026, 2, 23), {Factor.LISTENING: Decimal(2)})
    given = weeks.given(workspace, person, date(2026, 2, 23))
    assert set(given) == set(FACTORS)
    assert given[Factor.LISTENING] == 2
    weeks.take_back(workspace, person, date(2026, 2, 23))
    assert weeks.given(workspace, person, date(2026, 2, 23)) is None
