"""Policies as people read them, and who has accepted them."""

from datetime import date

import pytest

from tests import make
from tests.ownership import make as own
from virta.kit.problems import Problem
from virta.ownership import policies
from virta.people.models import Role

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("# One", "<h2>One</h2>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        (
            "[x](https://example.org)",
            '<a href="https://example.org" rel="noopener noreferrer">x</a>',
        ),
        ("|a|\n|-|\n|b|", "<td>b</td>"),
    ],
)
def test_markdown_is_drawn(source, drawn):
    assert drawn in policies.rendered(source)


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/pixel.png)",
        '<p style="color:red">x</p>',
    ],
)
def test_nothing_dangerous_is_drawn(source):
    drawn = policies.rendered(source)
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "<p style" not in drawn
    assert 'href="javascript' not in drawn


@pytest.mark.django_db
def test_who_must_and_who_has():
    workspace = make.workspace()
    one = own.somebody(workspace, "Aino", Role.MEMBER)
    helper = own.somebody(workspace, "Isa", Role.CONTRIBUTOR)
    own.somebody(workspace, "Vieno", Role.VIEWER)
    policy = own.make_policy(workspace, readers="team")
    (standing,) = policies.standings(workspace, [policy])
    assert (standing.missing, standing.wanted) == ([one], 1)
    policies.accept(policy, 1, helper, TODAY)
    (standing,) = policies.standings(workspace, [policy])
    assert (len(standing.accepted), len(standing.accepted_of_wanted)) == (1, 0)
    policies.accept(policy, 1, one, TODAY)
    (standing,) = policies.standings(workspace, [policy])
    assert (standing.missing, standing.wanted) == ([], 1)


@pytest.mark.django_db
def test_a_new_edition_waits_for_everybody_again():
    workspace = make.workspace()
    one = own.somebody(workspace, "Aino")
    policy = own.make_policy(workspace)
    policies.accept(policy, 1, one, TODAY)
    assert policies.waiting_for(workspace, one, Role.MEMBER) == []
    policy.edition = 2
    own.stored(policy)
    assert policies.waiting_for(workspace, one, Role.MEMBER) == [policy]
    with pytest.raises(Problem, match="newer edition"):
        policies.accept(policy, 1, one, TODAY)


@pytest.mark.django_db
def test_who_has_left_is_missed_no_more():
    workspace = make.workspace()
    one = own.somebody(workspace, "Aino")
    policy = own.make_policy(workspace)
    one.memberships.update(ended_at="2026-01-01T00:00Z")
    (standing,) = policies.standings(workspace, [policy])
    assert standing.missing == []


@pytest.mark.django_db
def test_shares_count_the_present_edition_of_those_who_must():
    workspace = make.workspace()
    one = own.somebody(workspace, "Aino", Role.MEMBER)
    helper = own.somebody(workspace, "Isa", Role.CONTRIBUTOR)
    own.somebody(workspace, "Bo", Role.LEAD)
    policy = own.make_policy(workspace, readers="team")
    own.make_policy(workspace, readers="nobody")
    policies.accept(policy, 1, one, TODAY)
    policies.accept(policy, 1, helper, TODAY)
    assert [(share.done, share.wanted) for share in policies.shares(workspace)] == [(1, 2)]
