"""An approver without an account: a link, a code, one post and nothing else."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests import make
from tests.engagement.make import make_channel, make_link, make_post
from tests.networks.test_pictures import drawn
from tests.ownership.make import somebody
from virta.engagement import following, media, outside_links, scheduling
from virta.engagement.models import Approval, ApprovalLink, Delivery
from virta.flows.posting import send_letters
from virta.kit.problems import Problem
from virta.people.models import AuditEvent, Letter
from virta.records import saving
from virta.records.kinds import kind_of
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def made(workspace):
    return make_link(workspace)[0]


@pytest.fixture
def address(made):
    return made.url.removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def mailing(settings):
    settings.SMTP = settings.SMTP._replace(netloc="mail.example")


def state(made):
    return made.link.post.deliveries.exclude(state=State.CANCELLED).get().state


def enter(client, made, address):
    return client.post(address, {"do": "enter", "code": made.code}, follow=True)


def wording(made):
    return made.link.post.deliveries.order_by("-pk").first().digest


def test_the_link_alone_shows_nothing_and_looking_at_it_approves_nothing(client, made, address):
    for _time in range(3):
        page = client.get(address)
    said = page.content.decode()
    assert page.status_code == 200
    assert "sauna" not in said
    assert "m…@outside.example" not in said  # the asker tells the code; no address is needed
    assert page["X-Robots-Tag"].startswith("noindex")
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert "Content-Security-Policy" in page.headers
    for given in ({"do": "yes", "digest": wording(made)}, {"answer": "yes"}):
        assert client.post(address, given).status_code == 422
        client.get(address, given)
    assert state(made) == State.WAITING
    assert not Approval.objects.exists()


def test_the_code_opens_that_post_and_a_yes_lets_it_go(client, made, address):
    page = enter(client, made, address)
    said = page.content.decode()
    assert "The sauna is warm." in said
    assert "/w/" not in said  # nothing of the workspace is linked to
    client.post(address, {"do": "yes", "digest": wording(made), "reason": "Lovely."})

    assert state(made) == State.SCHEDULED
    answer = Approval.objects.get()
    assert (answer.by, answer.name, answer.is_outside) == ("maija@outside.example", "Maija", True)
    assert (answer.reason, answer.digest) == ("Lovely.", made.link.digest)
    assert "Thank you" in client.get(address).content.decode()
    assert client.post(address, {"do": "no", "reason": "Wait."}).status_code == 410


def test_a_no_goes_back_to_the_writer_with_its_reason(client, made, address):
    enter(client, made, address)
    bare = client.post(address, {"do": "no", "digest": wording(made)})
    assert "Say why" in bare.content.decode()
    client.post(address, {"do": "no", "digest": wording(made), "reason": "Not our words."})
    assert not made.link.post.deliveries.exclude(state=State.CANCELLED).exists()
    assert "Maija sends it back: Not our words." in {one.text for one in Notice.objects.all()}


def test_five_wrong_codes_lock_the_link_for_good(client, made, address):
    wrong = f"{(int(made.code) + 1) % 1_000_000:06d}"
    for _time in range(5):
        assert client.post(address, {"do": "enter", "code": wrong}).status_code in {422, 410}
    page = enter(client, made, address)
    assert page.status_code == 410
    assert "Too many wrong codes" in page.content.decode()
    assert "locked after wrong codes" in Notice.objects.get().text
    with pytest.raises(Problem, match="Too many"):
        outside_links.enter(made.link, made.code, timezone.now())


def test_a_right_code_is_counted_as_none(client, made, address):
    for _time in range(7):
        enter(client, made, address)
    assert ApprovalLink.objects.get().wrong_codes == 0


def test_a_browser_that_gave_the_code_for_one_link_opens_no_other(client, made, address, workspace):
    enter(client, made, address)
    other, token = make_link(make.workspace("other"), "other@outside.example")
    assert "sauna" not in client.get(f"/approve/{token}/").content.decode()
    assert other.link.pk != made.link.pk


def test_it_expires_is_withdrawn_and_unknown_ones_open_nothing(client, made, address, workspace):
    assert client.get("/approve/no-such-token/").status_code == 404
    ApprovalLink.objects.update(expires_at=timezone.now())
    page = client.get(address)
    assert page.status_code == 410
    assert "expired" in page.content.decode()
    ApprovalLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    post = made.link.post
    make.signed_in(client, somebody(workspace))
    client.post(f"{kind_of(post).url(post)}approve/outside/withdraw/", {"link": made.link.key})
    assert "withdrawn" in client.get(address).content.decode()
    events = AuditEvent.objects.values_list("event", flat=True)
    assert {"approver_asked", "approver_link_withdrawn"} <= set(events)


def test_an_edit_voids_the_link_and_whoever_asked_is_told(client, made, address):
    enter(client, made, address)
    old, post = wording(made), made.link.post
    post.text = "Another text."
    saving.store(post, None)
    page = client.post(address, {"do": "yes", "digest": old})
    assert page.status_code == 410
    assert "has been changed" in page.content.decode()
    assert state(made) == State.WAITING
    assert "the link that Maija got opens no more" in Notice.objects.get().text


def test_a_changed_alt_text_voids_it_too(client, made, address, workspace):
    post = made.link.post
    media.attach(post, "a.png", drawn("PNG"))
    following.changed(post)
    assert ApprovalLink.objects.get().state(timezone.now()) == "void"


def test_its_pictures_are_shown_after_the_code_only(client, workspace):
    made, token = make_link(workspace)
    post = made.link.post
    media.attach(post, "a.png", drawn("PNG"))
    following.changed(post)
    again = outside_links.ask(
        post, somebody(workspace), timezone.now(), email=made.link.email, name="Maija",
        language="fi", by_mail=False, is_told=True,
    )  # fmt: skip
    token = again.url.rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/approve/{token}/0/").status_code == 404
    page = enter(client, again, f"/approve/{token}/").content.decode()
    assert "Hyväksy" in page
    assert client.get(f"/approve/{token}/0/")["Content-Type"] == "image/jpeg"
    assert client.get(f"/approve/{token}/0/?whole=1")["Content-Type"] == "image/png"
    assert client.get(f"/approve/{token}/1/").status_code == 404


def test_only_whom_the_rule_asks_now_gets_a_link(workspace, made):
    with pytest.raises(Problem, match="does not ask"):
        outside_links.ask(
            made.link.post, somebody(workspace), timezone.now(), email="eve@outside.example",
            name="Eve", language="en", by_mail=False, is_told=True,
        )  # fmt: skip
    post = make_post(workspace, channels=[make_channel(workspace, title="Other")])
    assert outside_links.may_be_asked(post, timezone.now()) == []


def test_the_page_that_makes_a_link_shows_it_once(client, workspace, made):
    post = made.link.post
    make.signed_in(client, somebody(workspace))
    address = f"{kind_of(post).url(post)}approve/outside/"
    assert "maija@outside.example" in client.get(address).content.decode()
    given = {"email": "maija@outside.example", "name": "Maija K", "language": "fi"}
    page = client.post(address, given).content.decode()
    token = re.search(r"/approve/([\w-]{40,})/", page).group(1)
    code = re.search(r">(\d{6})<", page).group(1)
    assert token not in client.get(kind_of(post).url(post)).content.decode()
    assert ApprovalLink.objects.get(name="Maija").state(timezone.now()) == "withdrawn"
    page = client.post(f"/approve/{token}/", {"do": "enter", "code": code}, follow=True)
    assert "Hyväksy" in page.content.decode()


def test_link_and_code_by_mail_are_sealed_until_sent_and_then_forgotten(
    client, mailing, workspace, made
):
    now = timezone.now()
    sent = outside_links.ask(
        made.link.post, somebody(workspace), now, email=made.link.email, name="Maija",
        language="en", by_mail=True, is_told=False,
    )  # fmt: skip
    token = sent.url.rstrip("/").rsplit("/", 1)[1]
    assert sent.code == ""
    assert "m…@outside.example" in client.get(f"/approve/{token}/").content.decode()
    client.post(f"/approve/{token}/", {"do": "send"})
    assert token not in "".join(one.text + one.sealed for one in Letter.objects.all())
    again = client.post(f"/approve/{token}/", {"do": "send"})
    assert "a moment ago" in again.content.decode()

    send_letters(timezone.now())
    assert set(Letter.objects.values_list("text", "sealed")) == {("", "")}
    link, code = mail.outbox
    assert token in link.body
    digits = re.search(r"\d{6}", code.body).group()
    page = client.post(f"/approve/{token}/", {"do": "enter", "code": digits}, follow=True)
    assert "The sauna is warm." in page.content.decode()
    with pytest.raises(Problem, match="not the code"):  # it opens once
        outside_links.enter(sent.link, digits, timezone.now())


def test_a_code_is_sent_eight_times_at_most_and_gets_old(mailing, workspace, made):
    now = timezone.now()
    link = outside_links.ask(
        made.link.post, somebody(workspace), now, email=made.link.email, name="Maija",
        language="en", by_mail=True, is_told=False,
    ).link  # fmt: skip
    for number in range(8):
        outside_links.send_code(link, now + timedelta(minutes=2 * number))
    with pytest.raises(Problem):
        outside_links.send_code(link, now + timedelta(hours=2))
    code = re.search(r"\d{6}", Letter.objects.order_by("pk").last().body).group()
    with pytest.raises(Problem, match="too old"):
        outside_links.enter(link, code, now + timedelta(minutes=14 + 15, seconds=1))


def test_an_answer_from_within_makes_the_link_needless(client, workspace, made, address):
    post = made.link.post
    scheduling.cancel(post)
    page = client.get(address)
    assert page.status_code == 410
    assert "not needed any more" in page.content.decode()
