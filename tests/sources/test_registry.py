"""All kinds of sources, and those of outside packages."""

import dataclasses
from importlib.metadata import EntryPoint

from virta.sources import discourse, registry

ELSEWHERE = dataclasses.replace(discourse.SOURCE, key="elsewhere")
TAKEN = dataclasses.replace(discourse.SOURCE, key="feed")
NOTHING = "not a source"


def point(name):
    return EntryPoint(name="it", value=f"tests.sources.test_registry:{name}", group=registry.GROUP)


def test_every_kind_has_a_name_of_its_own():
    assert len(registry.SOURCES) == 9
    assert registry.named("jetstream") is registry.SOURCES["jetstream"]
    assert registry.named("no-such") is None
    assert registry.networks() == ["bluesky", "discourse", "mastodon", "web"]


def test_a_package_brings_a_source_and_a_bad_one_is_named_and_left_out():
    points = [point(one) for one in ("ELSEWHERE", "TAKEN", "NOTHING", "no_such_name")]
    known = registry.gathered(points)
    assert known.sources["elsewhere"] is ELSEWHERE
    assert known.sources["feed"] is registry.SOURCES["feed"]
    said = [one.said.en for one in known.broken]
    assert [
        ("already there" in one, "not a source" in one, "not be loaded" in one) for one in said
    ] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert all(one.said.fi for one in known.broken)
