"""Approval: whose yes, in which order, to what exactly; and what a no does."""

from datetime import timedelta

import pytest

from tests import make
from tests.engagement.make import NOON, make_channel, make_delivery, make_post, make_ruled, say
from tests.networks.test_pictures import drawn
from tests.ownership.make import make_approval_rule, somebody, step
from virta.engagement import approvals, following, media, needs, proofs, scheduling
from virta.engagement.models import Approval, Attachment, Delivery, LinkRule
from virta.kit.problems import Problem
from virta.people.models import Role
from virta.records import saving
from virta.records.kinds import kind_of
from virta.records.models import Notice
from virta.records.telling import told

pytestmark = pytest.mark.django_db
State = Delivery.State
EARLIER = NOON - timedelta(hours=9)


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def people(workspace):
    """Writer and three who may approve."""
    return {name: somebody(workspace, name) for name in ("Writer", "Anna", "Bertta", "Cecilia")}


def state(post):
    return post.deliveries.exclude(state=State.CANCELLED).get().state


def refused(post, person, **more):
    with pytest.raises(Problem) as problem:
        say(post, person, **more)
    return str(problem.value)


def test_steps_come_in_order_each_any_or_all(workspace, people):
    _writer, anna, bertta, cecilia = people.values()
    post = make_ruled(workspace, step("all", [anna, bertta]), step("any", [bertta, cecilia]))

    assert "not asked for" in refused(post, cecilia)
    say(post, anna)
    assert state(post) == State.WAITING
    assert "not asked for" in refused(post, anna)
    say(post, bertta)
    assert state(post) == State.WAITING
    say(post, cecilia)

    assert state(post) == State.SCHEDULED
    assert list(Approval.objects.values_list("step", "name")) == [
        (0, "Anna"),
        (0, "Bertta"),
        (1, "Cecilia"),
    ]


def test_nobody_approves_their_own_nor_by_naming_another_as_its_writer(workspace, people):
    writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step("any", [writer, anna]), owner=writer)
    assert "not asked for" in refused(post, writer)

    own = make_post(workspace, "Mine.", by=writer, channels=post.channels.all(), owner=anna)
    scheduling.schedule(own, EARLIER)
    assert "not asked for" in refused(own, writer)
    assert "not asked for" in refused(own, anna)


def test_whoever_mends_a_comma_may_still_approve(workspace, people):
    writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]), by=writer, owner=writer)
    post.text = "The sauna is warm!"
    saving.store(post, anna)
    say(post, anna)
    assert state(post) == State.SCHEDULED


def edit_text(post, _writer):
    post.text = "Another text."


def edit_version(post, _writer):
    post.versions = {post.channels.get().key: {"text": "Only here."}}


def edit_options(post, _writer):
    post.versions = {post.channels.get().key: {"options": {"visibility": "unlisted"}}}


@pytest.mark.parametrize("edit", [edit_text, edit_version, edit_options])
@pytest.mark.parametrize("is_approved", [True, False], ids=["approved", "asked"])
def test_an_edit_of_what_goes_out_voids_the_approval_at_once(workspace, people, edit, is_approved):
    writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]), owner=writer)
    before = post.deliveries.get().digest
    if is_approved:
        say(post, anna)
    edit(post, writer)
    saving.store(post, writer)

    delivery = post.deliveries.get()
    assert (delivery.state, delivery.digest) == (State.WAITING, scheduling.post_digest(post))
    assert delivery.content["parts"] == [post.text_for(post.channels.get())]
    assert "has changed" in refused(post, anna, digest=before)


def test_what_does_not_go_out_may_be_edited(workspace, people):
    writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]), owner=writer)
    say(post, anna)
    post.note = "Ask the printers."
    saving.store(post, writer)
    assert state(post) == State.SCHEDULED


def test_every_change_of_a_picture_voids_it(workspace, people, client):
    writer, anna, *_rest = people.values()
    make.signed_in(client, writer)
    post = make_ruled(workspace, step(people=[anna]), owner=writer)
    first, second = (media.attach(post, "a.png", drawn("PNG", size=(n, 90))) for n in (90, 120))
    following.changed(post)

    def change(one, **fields):
        say(post, anna)
        assert state(post) == State.SCHEDULED
        client.post(f"{kind_of(post).url(post)}media/{one.key}/change/", fields)
        assert state(post) == State.WAITING, fields

    change(first, do="alt", alt="A sauna by the sea")
    change(first, do="later", alt="A sauna by the sea")
    change(second, do="remove")
    assert Attachment.objects.count() == 1


def test_a_new_rule_for_links_leaves_what_was_approved_as_it_is(workspace, people):
    writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]), text="https://example.org/", owner=writer)
    say(post, anna)
    LinkRule.objects.create(
        workspace=workspace, hosts="example.org", source="{channel}", medium="social"
    )
    assert approvals.is_approved(approvals.Question.of(post.deliveries.get(), NOON))


def test_a_yes_is_good_for_a_season(workspace, people):
    _writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]))
    say(post, anna, now=EARLIER)
    digest = post.deliveries.get().digest
    for days, expected in ((89, True), (91, False)):
        question = approvals.Question(post, digest, EARLIER + timedelta(days=days))
        assert approvals.is_approved(question) == expected


def test_a_no_needs_a_reason_makes_a_draft_of_it_and_tells_the_writer(workspace, people, client):
    writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]), owner=writer)
    assert "Say why" in refused(post, anna, is_yes=False, reason="  ")

    say(post, anna, is_yes=False, reason="The date is wrong.")

    assert not post.deliveries.exclude(state=State.CANCELLED).exists()
    notice = Notice.objects.get()
    assert (notice.person, notice.by, notice.happening) == (writer, anna, "answered")
    assert notice.text == "Anna sends it back: The date is wrong."
    make.signed_in(client, writer)
    page = client.get(kind_of(post).url(post)).content.decode()
    assert "Anna sent it back" in page
    assert "The date is wrong." in page


def test_what_was_sent_back_is_asked_about_anew_and_the_history_keeps_both(workspace, people):
    writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]), owner=writer)
    say(post, anna, is_yes=False, reason="Not yet.")
    scheduling.schedule(post, EARLIER)
    assert state(post) == State.WAITING
    say(post, anna, reason="Now it is right.")

    assert state(post) == State.SCHEDULED
    kept = Approval.objects.values_list("is_yes", "reason", "version")
    assert list(kept) == [(False, "Not yet.", 1), (True, "Now it is right.", 1)]
    assert {one.text for one in Notice.objects.all()} == {
        "Anna sends it back: Not yet.",
        "Anna has approved it, and it goes out at its time: Now it is right.",
    }


def test_whoever_has_said_yes_may_think_better_of_it_until_it_is_out(workspace, people):
    writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]), owner=writer)
    say(post, anna)
    say(post, anna, is_yes=False, reason="I overlooked the name.")
    scheduling.schedule(post, EARLIER)
    assert state(post) == State.WAITING

    say(post, anna)
    post.deliveries.filter(state=State.SCHEDULED).update(state=State.SENDING)
    assert "has changed" in refused(post, anna, is_yes=False, reason="Stop.")


def test_a_no_of_somebody_who_is_not_asked_is_not_taken(workspace, people):
    writer, anna, bertta, _cecilia = people.values()
    post = make_ruled(workspace, step(people=[anna]), owner=writer)
    assert "not asked for" in refused(post, bertta, is_yes=False, reason="I do not like it.")
    assert state(post) == State.WAITING


def test_a_removed_post_goes_nowhere(workspace):
    delivery = make_delivery(workspace)
    saving.remove(delivery.post, None)
    delivery.refresh_from_db()
    assert delivery.state == State.CANCELLED


def test_without_a_rule_the_queue_keeps_what_was_scheduled(workspace, people):
    delivery = make_delivery(workspace)
    delivery.post.text = "Another."
    saving.store(delivery.post, people["Writer"])
    delivery.refresh_from_db()
    assert delivery.content["parts"] == ["The sauna is warm."]


def test_the_queue_shows_one_after_the_other_and_nothing_of_others(workspace, people, client):
    writer, anna, *_rest = people.values()
    first = make_ruled(workspace, step(people=[anna]), text="One.", owner=writer)
    second = make_post(workspace, "Two.", channels=[make_channel(workspace)], owner=writer)
    scheduling.schedule(second, EARLIER)
    address = f"/w/{workspace.slug}/approve/"
    make.signed_in(client, anna)

    page = client.get(address).content.decode()
    assert "One." in page
    assert "1 of 2" in page
    digest = first.deliveries.get().digest
    answer = client.post(proofs.url_of(first), {"answer": "yes", "digest": digest})
    assert answer.url == proofs.url_of(second)
    digest = second.deliveries.get().digest
    bare = client.post(proofs.url_of(second), {"answer": "no", "digest": digest})
    assert bare.status_code == 422
    given = {"answer": "no", "digest": digest, "reason": "Too short."}
    answer = client.post(proofs.url_of(second), given, follow=True)

    assert "Nothing waits for your yes" in answer.content.decode()
    assert [one.is_yes for one in Approval.objects.all()] == [True, False]
    assert client.get(proofs.url_of(first)).status_code == 302


def test_a_get_approves_nothing(workspace, people, client):
    _writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]))
    make.signed_in(client, anna)
    client.get(proofs.url_of(post), {"answer": "yes", "digest": post.deliveries.get().digest})
    assert state(post) == State.WAITING


def test_my_week_and_the_letter_lead_to_where_the_yes_is_given(workspace, people):
    _writer, anna, *_rest = people.values()
    post = make_ruled(workspace, step(people=[anna]))
    (need,) = needs.needs_you(workspace, anna, EARLIER)
    notice = Notice(workspace=workspace, kind="post", key=post.key, happening="stuck")
    notice.about = f"approve:{post.key}"
    assert need.url == told(notice).url == proofs.url_of(post)


def test_many_that_wait_cost_no_more_questions_to_the_database_than_few(
    workspace, people, client, django_assert_max_num_queries
):
    writer, anna, *_rest = people.values()
    make_approval_rule(workspace, steps=[step(people=[anna])])
    channel = make_channel(workspace)
    for number in range(30):
        post = make_post(workspace, f"Post {number}", channels=[channel], owner=writer)
        scheduling.schedule(post, EARLIER)
    make.signed_in(client, anna)
    with django_assert_max_num_queries(40):
        page = client.get(f"/w/{workspace.slug}/approve/")
    assert "1 of 30" in page.content.decode()


def test_a_viewer_is_not_let_in(workspace, client):
    make.signed_in(client, make.member(workspace, Role.VIEWER))
    assert client.get(f"/w/{workspace.slug}/approve/").status_code == 403
