"""The pages that people without an account see."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.assessment.make import make_invitee, make_respondent, make_round, statements
from virta.assessment import answering, services
from virta.assessment import questionnaire as pages
from virta.assessment.models import Allocation, Answer, Respondent, Round
from virta.assessment.views.answering import MOST_BEGINNINGS

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _forget_beginnings():
    cache.clear()


def page(key, step):
    return reverse("assessment:answer_page", args=[key, step])


def begin(client, group):
    """Open the group's link and press "Begin"; returns the key that was handed out."""
    response = client.post(reverse("assessment:open_link", args=[group.link_key]))
    return response["Location"].split("/")[2]


def test_looking_makes_no_rows(client):
    group = make_round().groups.first()
    link = reverse("assessment:open_link", args=[group.link_key])
    for _again in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    key = begin(client, group)
    for step in pages.STEPS:
        assert client.get(page(key, step)).status_code == 200
    client.post(page(key, "objectives"), {"go": "next"})
    assert not Respondent.objects.exists()


def test_the_whole_questionnaire_without_javascript(client):
    round = make_round()
    key = begin(client, round.groups.first())
    step = pages.STEPS[0]
    while step != pages.REVIEW:
        data = {f"s-{one.id}": "3" for one in answering.asked(round) if one.factor == step}
        data |= {f"c-{step}": "Sanoja"} if step == "listening" else {}
        data |= {"h-objectives": "30", "h-listening": "50,0"} if step == pages.HOURS else {}
        data |= {"load": "4"} if step == pages.LOAD else {}
        response = client.post(page(key, step), data | {"go": "next"})
        assert response.status_code == 302
        step = response["Location"].rstrip("/").rsplit("/", 1)[1]
    told = client.get(page(key, pages.REVIEW)).content.decode()
    assert "came to 80" in told
    assert "All answered" in told
    client.post(page(key, pages.REVIEW), {"done": "1"})
    respondent = Respondent.objects.get()
    assert respondent.finished_at
    assert respondent.load == 4
    assert Answer.objects.count() == len(statements(round))
    assert sum(Allocation.objects.values_list("percent", flat=True)) == 100
    assert "Thank you for your answers" in client.get(page(key, pages.REVIEW)).content.decode()


def test_each_choice_is_saved_at_once(client):
    round = make_round()
    key = begin(client, round.groups.first())
    first = statements(round)[0]
    response = client.post(page(key, "objectives"), {f"s-{first}": "x"}, **HTMX)
    assert response.status_code == 204
    assert Answer.objects.get().level is None
    again = client.get(page(key, "objectives")).content.decode()
    assert again.count("checked") == 1


def test_the_same_device_goes_on_by_the_same_link(client):
    round = make_round()
    group = round.groups.first()
    key = begin(client, group)
    client.post(page(key, "objectives"), {f"s-{statements(round)[0]}": "2"})
    intro = client.get(reverse("assessment:open_link", args=[group.link_key])).content.decode()
    assert "Go on where you left off" in intro
    assert key in intro
    cookie = client.cookies[f"virta_answers_{group.pk}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_address_to_go_on_leads_to_what_is_open(client):
    round = make_round()
    levels = {one.id: 3 for one in answering.asked(round) if one.factor == "objectives"}
    respondent = make_respondent(round.groups.first(), levels)
    response = client.get(reverse("assessment:resume", args=[respondent.key]))
    assert response["Location"] == page(respondent.key, "audiences")


def test_nonsense_in_a_form_is_as_if_it_was_not_sent(client):
    round = make_round()
    key = begin(client, round.groups.first())
    data = {
        f"s-{statements(round)[0]}": "6",
        "s-made.up": "3",
        "load": "-1",
        "h-objectives": "NaN",
        "h-listening": "-5",
        "h-learning": "1e400",
        "go": "https://example.org/",
    }
    response = client.post(page(key, "objectives"), data)
    assert response["Location"] == page(key, "audiences")
    assert not Respondent.objects.exists()


def test_a_nul_character_in_a_comment_does_no_harm(client):
    key = begin(client, make_round().groups.first())
    client.post(page(key, "listening"), {"c-listening": "a\0b<script>"})
    shown = client.get(page(key, "listening")).content.decode()
    assert "ab&lt;script&gt;" in shown


@pytest.mark.parametrize("name", ["open_link", "personal_link", "resume"])
def test_a_guessed_address_answers_404_in_friendly_words(client, name):
    response = client.get(reverse(f"assessment:{name}", args=["guessed"]))
    assert response.status_code == 404
    assert "opens no questionnaire" in response.content.decode()
    assert response["X-Robots-Tag"].startswith("noindex")


def test_a_draft_says_that_it_is_not_open_yet(client):
    group = make_round(state=Round.State.DRAFT).groups.first()
    response = client.get(reverse("assessment:open_link", args=[group.link_key]))
    assert response.status_code == 403
    assert "has not been opened yet" in response.content.decode()


def test_a_closed_round_says_so_by_every_way_in(client):
    round = make_round()
    group = round.groups.first()
    invitee = make_invitee(group)
    unused = answering.key_for_group(group)
    used = make_respondent(group, 3).key
    services.close_round(round, round.opened_at)
    for name, key, status in [
        ("open_link", group.link_key, 410),
        ("personal_link", invitee.link_key, 410),
        ("resume", unused, 410),
        ("resume", used, 410),
    ]:
        assert client.get(reverse(f"assessment:{name}", args=[key])).status_code == status


def test_a_page_left_open_is_told_by_htmx_to_look_again(client):
    round = make_round()
    key = make_respondent(round.groups.first(), 3).key
    services.close_round(round, round.opened_at)
    response = client.post(page(key, "objectives"), {}, **HTMX)
    assert response["HX-Refresh"] == "true"


def test_pages_are_kept_out_of_search_engines_caches_and_other_sites(client):
    key = begin(client, make_round().groups.first())
    response = client.get(page(key, "objectives"))
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_the_language_can_be_changed_and_answers_stay(client):
    round = make_round()
    key = begin(client, round.groups.first())
    client.post(page(key, "objectives"), {f"s-{statements(round)[0]}": "2"})
    english = client.get(page(key, "objectives"))
    client.post(reverse("set_language"), {"language": "fi", "next": page(key, "objectives")})
    finnish = client.get(page(key, "objectives"))
    assert 'lang="en"' in english.content.decode()
    assert "Tavoitteet" in finnish.content.decode()
    assert finnish.content.decode().count("checked") == 1


def test_the_round_speaks_its_own_language_to_a_newcomer(client):
    group = make_round(language="fi").groups.first()
    link = reverse("assessment:open_link", args=[group.link_key])
    shown = client.get(link, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="fi"' in shown


def test_a_flood_of_beginnings_is_stopped_and_makes_no_rows(client):
    group = make_round().groups.first()
    link = reverse("assessment:open_link", args=[group.link_key])
    for _again in range(MOST_BEGINNINGS):
        assert client.post(link).status_code == 302
    assert client.post(link).status_code == 429
    assert client.post(link, REMOTE_ADDR="203.0.113.9").status_code == 302
    assert not Respondent.objects.exists()


def test_html_in_a_round_and_in_names_is_shown_as_text(client):
    round = make_round(name="<b>Kevät</b>")
    invitee = make_invitee(round.groups.first(), name="<i>Aino</i>")
    shown = client.get(reverse("assessment:personal_link", args=[invitee.link_key]))
    assert "<i>Aino" not in shown.content.decode()
    assert "&lt;i&gt;Aino" in shown.content.decode()
