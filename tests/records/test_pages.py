"""Lists, pages, forms and histories, as people use them."""

import pytest
from django.urls import reverse

from tests import make
from tests.audiences.make import make_channel
from tests.ownership.make import make_task
from virta.kit.sheets import read_table
from virta.ownership.models import Task
from virta.people.models import Role
from virta.records import listing, saving
from virta.records.models import Comment, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def aino(here, client):
    return make.signed_in(client, make.member(here, Role.LEAD)) and here.memberships.get().person


def url(name, here, *parts):
    return reverse(f"records:task{name}", args=[here.slug, *parts])


def page_of(client, address, **query):
    """A page without the marks at the words of a search."""
    page = client.get(address, query).content.decode()
    return page.replace("<mark>", "").replace("</mark>", "")


def test_an_empty_list_says_what_to_do_first(client, here, aino):
    page = page_of(client, url("_list", here))
    assert "Nothing here yet" in page
    assert url("_new", here) in page
    assert url("_import", here) in page


def test_a_list_is_searched_filtered_and_sorted(client, here, aino):
    for title in ("Pesuohje", "Hintalista", "Pesuaine"):
        make_task(here, title=title)
    page = page_of(client, url("_list", here), q="pesu", sort="-title")
    assert "Hintalista" not in page
    assert page.index("Pesuohje") < page.index("Pesuaine")
    assert "Nothing fits" in page_of(client, url("_list", here), q="zzz")


def test_a_list_leaves_as_a_file_without_formulas(client, here, aino):
    make_task(here, title="=HYPERLINK('x')")
    csv = client.get(url("_file", here, "csv")).content
    table = read_table("tasks.csv", csv)
    assert table.rows[0][0] == "'=HYPERLINK('x')"
    sheet = client.get(url("_file", here, "xlsx"))
    assert read_table("tasks.xlsx", sheet.content).rows[0][0] == "=HYPERLINK('x')"
    assert client.get(url("_file", here, "exe")).status_code == 404


def test_a_list_asks_the_database_no_more_for_more_rows(
    client, here, aino, django_assert_max_num_queries
):
    for number in range(40):
        make_task(here, title=f"Tehtävä {number}")
    with django_assert_max_num_queries(20):
        client.get(url("_list", here))


def test_an_object_is_made_changed_removed_and_brought_back(client, here, aino):
    made = client.post(url("_new", here), {"title": "Kysy", "state": "open"})
    task = Task.objects.get()
    assert made.url == url("", here, task.key)
    client.post(url("_edit", here, task.key), {"title": "Kysy taas", "state": "open", "seen": 1})
    assert Task.objects.get().title == "Kysy taas"
    page = client.post(url("_remove", here, task.key), follow=True).content.decode()
    assert f'action="{url("_back", here, task.key)}"' in page
    assert not Task.objects.exists()
    assert "Kysy taas" in page_of(client, url("_list", here), removed="1")
    client.post(url("_back", here, task.key))
    assert Task.objects.exists()
    history = page_of(client, url("_history", here, task.key))
    assert "<del>Kysy</del>" in history
    client.post(url("_restore", here, task.key, 1))
    assert Task.objects.get().title == "Kysy"


def test_who_saves_on_an_old_version_sees_both_and_loses_nothing(client, here, aino):
    task = make_task(here, title="Ensin")
    task.title = "Kaisan"
    saving.store(task, make.member(here, Role.MEMBER))
    sent = {"title": "Minun", "state": "open", "seen": 1}
    response = client.post(url("_edit", here, task.key), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Kaisan" in page
    assert 'value="Minun"' in page
    assert Task.objects.get().title == "Kaisan"
    assert 'name="seen" value="2"' in page
    client.post(url("_edit", here, task.key), sent | {"seen": 2})
    assert Task.objects.get().title == "Minun"


def test_a_comment_calls_whom_it_mentions(client, here, aino):
    kaisa = make.person("Kaisa")
    here.memberships.create(workspace=here, person=kaisa, role=Role.MEMBER)
    task = make_task(here, owner=aino)
    client.post(
        url("_comment", here, task.key), {"text": "Ehditkö, @kaisa? <script>alert()</script>"}
    )
    page = page_of(client, url("", here, task.key))
    assert "&lt;script&gt;" in page
    assert list(Comment.objects.get().mentioned.all()) == [kaisa]
    assert Notice.objects.get().person == kaisa


def test_only_the_writer_or_a_lead_takes_a_comment_back(client, here, aino):
    task = make_task(here)
    client.post(url("_comment", here, task.key), {"text": "Turha"})
    comment = Comment.objects.get()
    make.signed_in(client, make.member(here, Role.MEMBER))
    address = reverse("records:comment_remove", args=[here.slug, comment.pk])
    assert client.post(address).status_code == 422
    make.signed_in(client, aino)
    client.post(address)
    assert "Turha" not in page_of(client, url("", here, task.key))


def test_after_saving_one_goes_only_to_pages_of_the_workspace(client, here, aino):
    for wanted in ("//evil.example/", "https://evil.example/", "/w/other/", "/w/saaristo/\\evil"):
        sent = {"title": "Kysy", "state": "open", "next": wanted}
        assert client.post(url("_new", here), sent).url.startswith("/w/saaristo/tasks/")


def test_any_object_is_found_by_its_words(client, here, aino):
    make_task(here, title="Hintalista painosta")
    address = reverse("records:find", args=[here.slug])
    assert "Hintalista painosta" in page_of(client, address, q="painosta hinta")
    assert "Hintalista" not in page_of(client, address, q="painosta kesä")


@pytest.mark.parametrize("typed", ["äänekosken", "ÄÄNEKOSKEN", "Äänekosken"])
@pytest.mark.parametrize("written", ["äänekosken", "ÄÄNEKOSKEN", "Äänekosken"])
def test_capitals_do_not_matter_in_finnish_either(client, here, aino, written, typed):
    make_task(here, title=f"{written} hinnat")
    assert f"{written} hinnat" in page_of(client, url("_list", here), q=typed)


def test_long_choices_are_in_the_order_of_their_names_and_no_choice_is_one_dash(client, here, aino):
    for title in ("Tampere", "Espoo"):
        make_channel(here, title=title)
    page = page_of(client, reverse("records:post_new", args=[here.slug]))
    assert page.index(">Espoo<") < page.index(">Tampere<")
    assert "---------" not in page


def test_a_search_is_counted_as_far_as_anybody_leafs(client, here, aino, monkeypatch):
    monkeypatch.setattr(listing, "A_PAGE", 2)
    monkeypatch.setattr(listing.Pages, "MOST", 4)
    for number in range(6):
        make_task(here, title=f"Hinta {number}")
    assert "6 in all" in page_of(client, url("_list", here))
    found = page_of(client, url("_list", here), q="hinta", page="2")
    assert "More than 4; search or filter to see the rest" in found
    assert "Page 2 of 2" in found
    assert "1 in all" in page_of(client, url("_list", here), q="hinta 5")


def test_a_viewer_reads_and_is_offered_nothing_to_change(client, here, aino):
    task = make_task(here)
    make.signed_in(client, make.member(here, Role.VIEWER))
    page = page_of(client, url("", here, task.key))
    assert "edit/" not in page
    assert "remove/" not in page
    assert client.post(url("_remove", here, task.key)).status_code == 403
