"""The list of networks, also with strangers' packages in it."""

import dataclasses
from importlib.metadata import EntryPoint

import pytest

from virta.audiences import networks as audiences
from virta.networks import registry

OUTSIDE = dataclasses.replace(registry.MASTODON, key="elsewhere", name="Elsewhere")
NOTHING = "nothing"


def point(value):
    return EntryPoint(name="it", value=value, group=registry.GROUP)


def test_a_network_is_found_by_its_key():
    assert registry.named("mastodon") is registry.MASTODON
    assert registry.named("no-such") is None


def test_keys_are_those_of_channels_and_each_has_one_network():
    assert set(audiences.BY_KEY) - {"bluesky"} <= set(registry.NETWORKS)


def test_an_outside_network_is_added():
    known = registry.gathered([point("tests.networks.test_registry:OUTSIDE")])
    assert known.networks["elsewhere"] is OUTSIDE
    assert known.broken == ()


@pytest.mark.parametrize(
    "value",
    [
        "tests.networks.no_such:NETWORK",
        "tests.networks.test_registry:no_such",
        "tests.networks.test_registry:NOTHING",
        "virta.networks.mastodon:NETWORK",
        "not a value",
    ],
)
def test_a_broken_one_is_told_about_and_nothing_else_is_lost(value):
    known = registry.gathered([point(value)])
    assert known.networks == registry.NETWORKS
    (broken,) = known.broken
    assert broken.said.en
    assert broken.said.fi
