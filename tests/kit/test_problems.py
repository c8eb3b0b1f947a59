"""A problem's page leads back to where the person was."""

import pytest
from django.test import RequestFactory

from virta.kit.problems import came_from

HERE = "http://testserver/w/saaristo/posts/abc/"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (HERE, HERE),
        ("", "/"),
        ("https://elsewhere.example/w/saaristo/", "/"),
        ("javascript:alert(1)", "/"),
        ("//elsewhere.example/", "/"),
    ],
)
def test_back_is_the_page_of_this_site_that_one_came_from(referer, back):
    request = RequestFactory().post("/w/saaristo/posts/abc/schedule/", headers={"Referer": referer})
    assert came_from(request) == back


def test_a_page_that_cannot_be_shown_does_not_lead_back_to_itself():
    page = HERE.removeprefix("http://testserver")
    assert came_from(RequestFactory().get(page, headers={"Referer": HERE})) == "/"
