"""A query that an earlier version of the language took stops its own search and no other."""

import pytest
from django.urls import reverse

from tests import make
from tests.listening.make import heard, make_search, taken
from virta.listening.models import Mention, Search
from virta.people.models import Role
from virta.records.kinds import kind_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused():
    search = make_search(make.workspace(), "sauna")
    Search.objects.filter(pk=search.pk).update(query="в*")
    search.refresh_from_db()
    return search


def test_the_other_searches_are_heard(refused):
    other = make_search(refused.workspace, "warm")
    taken(refused.workspace, heard("The sauna is warm"))
    assert list(Mention.objects.get().hits.values_list("search_id", flat=True)) == [other.pk]


def test_its_page_says_why_and_what_to_do(client, refused):
    make.signed_in(client, make.member(refused.workspace, Role.OWNER))
    page = client.get(kind_of(refused).url(refused)).content.decode()
    assert "This search finds nothing" in page
    again = client.post(reverse("listening:again", args=[refused.workspace.slug, refused.key]))
    assert again.status_code == 422
