"""What a real server answered (the team's recordings) is read."""

import json
from pathlib import Path

import httpx
import pytest
import yaml

from virta.networks.mastodon import NETWORK, instance, status

FOLDER = Path(__file__).parents[4] / "shared/data/mastodon-api-recordings/cassettes_entity_tests"


def answers(name):
    kept = yaml.load(
        (FOLDER / f"test_entity_{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    for one in kept["interactions"]:
        yield one["request"]["uri"], json.loads(one["response"]["body"]["string"])


@pytest.mark.shared
@pytest.mark.parametrize("name", ["status", "quote", "mediaattachment", "poll", "previewcard"])
def test_statuses_are_read(name):
    response = httpx.Response(200, request=httpx.Request("GET", "https://s.example"))
    found = [said for uri, said in answers(name) if "/statuses/" in uri and "content" in said]
    assert found
    for said in found:
        published = status.published(response, said)
        assert published.remote_id == said["id"]
        assert "<" not in published.text
        assert published.made_at.utcoffset() is not None
        assert (published.edited_at is None) == (said["edited_at"] is None)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "quote"), [("instancev2", "quoted_status_id"), ("instance", "")])
def test_instances_are_read(name, quote):
    ((_, said), *_) = [one for one in answers(name) if "/instance" in one[0]]
    facts = instance.facts(said, said["version"])
    assert (facts["software"], facts["quote"]) == ("mastodon", quote)
    limits = NETWORK.limits(facts)
    assert (limits.text, limits.pictures, limits.alt) == (500, 4, 1500)
    assert "image/webp" in limits.picture_types
    assert "video/mp4" in limits.film_types
    assert NETWORK.count("https://example.org/" + "a" * 80, facts) == 23
