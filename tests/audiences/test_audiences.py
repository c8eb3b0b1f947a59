"""Target groups, channels, how they meet, and what is missing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.audiences.make import (
    make_audience,
    make_channel,
    make_fit,
    make_peer,
    make_role,
)
from tests.objectives.make import make_objective
from virta.audiences import gaps, needs, signs
from virta.audiences.forms import AudienceFitForm, ChannelForm, PeerAccountForm
from virta.audiences.models import AudienceFit, Channel, ChannelRole
from virta.audiences.networks import NETWORKS, address_of
from virta.people.models import Role
from virta.records import saving

pytestmark = pytest.mark.django_db

TODAY = make.today()


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def aino(here):
    return make.member(here, Role.MEMBER)


@pytest.mark.parametrize(
    ("network", "handle", "address"),
    [
        ("mastodon", "@us@mastodon.example", "https://mastodon.example/@us"),
        ("mastodon", "us", ""),
        ("bluesky", "us.example", "https://bsky.app/profile/us.example"),
        ("newsletter", "us", ""),
        ("instagram", "", ""),
        ("nowhere", "us", ""),
    ],
)
def test_an_address_follows_from_network_and_handle_where_it_can(network, handle, address):
    assert address_of(network, handle) == address


def test_networks_have_their_own_keys():
    assert len({one.key for one in NETWORKS}) == len(NETWORKS)


def test_a_channel_gets_its_address(here):
    data = {
        "title": "Oma",
        "network": "bluesky",
        "handle": "@us.example",
        "priority": "1",
        "state": "active",
        "second_factor": "on",
    }
    form = ChannelForm(data, workspace=here)
    assert form.is_valid(), form.errors
    assert form.finished().address == "https://bsky.app/profile/us.example"
    assert not ChannelForm(data | {"address": "javascript:alert(1)"}, workspace=here).is_valid()


def test_a_peers_account_needs_an_address(here):
    peer = make_peer(here)
    data = {"peer": peer.pk, "network": "newsletter", "handle": "x"}
    assert "address" in PeerAccountForm(data, workspace=here).errors


def test_two_things_meet_once(here):
    fit = make_fit(here)
    data = {"audience": fit.audience.pk, "channel": fit.channel.pk, "fit": "3"}
    assert not AudienceFitForm(data, workspace=here).is_valid()
    saving.remove(fit, None)
    assert AudienceFitForm(data, workspace=here).is_valid()


def test_every_gap_is_named_and_closes(here):
    group, channel = make_audience(here), make_channel(here)
    channel.last_post_on, channel.second_factor = TODAY - timedelta(days=60), "off"
    saving.store(channel, None)
    found = {(one.key, one.record) for one in gaps.gaps(here, TODAY)}
    assert found == {
        ("unserved", group),
        ("purposeless", channel),
        ("silent", channel),
        ("keyless", channel),
        ("open", channel),
    }
    make_fit(here, audience=group, channel=channel)
    make_role(here, channel=channel)
    channel.last_post_on, channel.second_factor, channel.keys_with = TODAY, "on", "Aino"
    saving.store(channel, None)
    assert gaps.gaps(here, TODAY) == []


def test_a_meeting_with_a_resting_or_removed_channel_serves_nobody(here):
    fit = make_fit(here)
    fit.channel.state = Channel.State.RESTING
    saving.store(fit.channel, None)
    assert [one.key for one in gaps.gaps(here, TODAY)] == ["unserved"]


def matrix_url(here, name="fits"):
    return reverse(f"audiences:{name}", args=[here.slug])


def cells_url(here, name="fits"):
    return reverse("audiences:fill", args=[here.slug, name])


def test_the_matrix_is_filled_changed_and_emptied(client, here, aino):
    group, channel = make_audience(here), make_channel(here)
    make.signed_in(client, aino)
    cell = f"cell-{group.key}-{channel.key}"
    assert cell in client.get(matrix_url(here)).content.decode()
    for value in ("3", "1"):
        client.post(cells_url(here), {cell: value, "loaded_at": timezone.now().isoformat()})
        assert AudienceFit.objects.get().fit == int(value)
    assert saving.revisions(AudienceFit.objects.get()).count() == 2
    client.post(cells_url(here), {cell: "", "loaded_at": timezone.now().isoformat()})
    assert not AudienceFit.objects.exists()


def test_a_cell_that_somebody_else_changed_meanwhile_stays(client, here, aino):
    fit = make_fit(here)
    loaded_at = timezone.now()
    fit.fit = 3
    saving.store(fit, make.member(here, Role.LEAD))
    make.signed_in(client, aino)
    cell = f"cell-{fit.audience.key}-{fit.channel.key}"
    sent = {cell: "1", "loaded_at": loaded_at.isoformat()}
    page = client.post(cells_url(here), sent, follow=True).content.decode()
    assert "changed by somebody else" in page
    assert AudienceFit.objects.get().fit == 3


def test_a_cell_that_somebody_else_emptied_meanwhile_stays_empty(client, here, aino):
    fit = make_fit(here)
    loaded_at = timezone.now()
    saving.remove(fit, make.member(here, Role.LEAD))
    make.signed_in(client, aino)
    cell = f"cell-{fit.audience.key}-{fit.channel.key}"
    sent = {cell: "2", "loaded_at": loaded_at.isoformat()}
    page = client.post(cells_url(here), sent, follow=True).content.decode()
    assert "changed by somebody else" in page
    assert not AudienceFit.objects.exists()


@pytest.mark.parametrize("value", ["9", "x", "-1"])
def test_a_cell_takes_only_its_choices(client, here, aino, value):
    fit = make_fit(here)
    make.signed_in(client, aino)
    client.post(cells_url(here), {f"cell-{fit.audience.key}-{fit.channel.key}": value})
    assert AudienceFit.objects.get().fit == 2


def test_cells_of_another_workspace_are_out_of_reach(client, here, aino):
    other = make.workspace("vieras")
    group, channel = make_audience(other), make_channel(other)
    make.signed_in(client, aino)
    client.post(cells_url(here), {f"cell-{group.key}-{channel.key}": "3"})
    assert not AudienceFit.objects.exists()


def test_channels_are_given_their_objectives(client, here, aino):
    objective, channel = make_objective(here), make_channel(here)
    make.signed_in(client, aino)
    client.post(cells_url(here, "roles"), {f"cell-{objective.key}-{channel.key}": "1"})
    role = ChannelRole.objects.get()
    page = client.get(reverse("records:channel", args=[here.slug, channel.key])).content.decode()
    assert str(objective) in page
    assert f"channel-roles/{role.key}/edit/" in page


def test_a_viewer_sees_the_matrix_and_changes_nothing(client, here):
    fit = make_fit(here)
    make.signed_in(client, make.member(here, Role.VIEWER))
    page = client.get(matrix_url(here)).content.decode()
    assert "<select" not in page.split('class="table table-tight matrix"')[1].split("</table>")[0]
    cell = f"cell-{fit.audience.key}-{fit.channel.key}"
    assert client.post(cells_url(here), {cell: "3"}).status_code == 403


def test_what_waits_and_what_shows(here, aino):
    make_channel(here, owner=aino, second_factor="off", last_post_on=TODAY - timedelta(days=99))
    assert len(needs.needs_you(here, aino, timezone.now())) == 2
    shown = {one.key: one for one in signs.signs(here, TODAY)}
    assert shown["living"].met is False
    assert shown["reached"].met is None
    assert (shown["safe"].seen, shown["safe"].good) == (1, 0)


def test_pages_show_who_meets_where(client, here, aino):
    fit = make_fit(here, purpose="Viikonloput")
    make.signed_in(client, aino)
    for kind, record in (("audience", fit.audience), ("channel", fit.channel)):
        page = client.get(reverse(f"records:{kind}", args=[here.slug, record.key]))
        assert "Viikonloput" in page.content.decode()
