"""twitter-text's own conformance cases (the team's shared data), every one of them.

Of the sections of `autolink.yml` but `json` it is tried what is linked, not the HTML.
"""

import html
import json
import re
from pathlib import Path

import pytest
import yaml

from virta.kit import marking
from virta.networks.text import x, x_entities, x_html, x_valid

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "twitter-text-conformance"
MARKED = ("plain_text", "with_links")


def read(file):
    path = FOLDER / "conformance" / f"{file}.yml"
    if not path.exists():
        return {}
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["tests"]


def cases(file, *sections):
    return [
        pytest.param(section, case, id=f"{section}-{number}")
        for section in sections
        for number, case in enumerate(read(file).get(section, []))
    ]


def rules(version):
    said = json.loads((FOLDER / "config" / f"v{version}.json").read_text(encoding="utf-8"))
    return x.Rules(
        most=said["maxWeightedTweetLength"],
        scale=said["scale"],
        weight=said["defaultWeight"],
        link=said["transformedURLLength"],
        ranges=tuple((one["start"], one["end"], one["weight"]) for one in said["ranges"]),
        emoji=said.get("emojiParsingEnabled", False),
    )


def places(found, key):
    return [{key: one.value, "indices": [one.start, one.end]} for one in found]


def values(found):
    return [one.value for one in found]


def with_lists(text):
    return [
        {"screen_name": one.value, "list_slug": one.slug, "indices": [one.start, one.end]}
        for one in x_entities.mentions(text)
    ]


FOUND = {
    "mentions": lambda text: values(x_entities.mentions(text)),
    "mentions_with_indices": lambda text: places(x_entities.mentions(text), "screen_name"),
    "mentions_or_lists_with_indices": with_lists,
    "replies": x_entities.answered,
    "urls": lambda text: values(x_entities.links(text)),
    "urls_with_indices": lambda text: places(x_entities.links(text), "url"),
    "urls_with_directional_markers": lambda text: places(x_entities.links(text), "url"),
    "tco_urls_with_params": lambda text: values(x_entities.links(text)),
    "hashtags": lambda text: values(x_entities.hashtags(text)),
    "hashtags_from_astral": lambda text: values(x_entities.hashtags(text)),
    "hashtags_with_indices": lambda text: places(x_entities.hashtags(text), "hashtag"),
    "cashtags": lambda text: values(x_entities.cashtags(text)),
    "cashtags_with_indices": lambda text: places(x_entities.cashtags(text), "cashtag"),
}
VALID = {
    "tweets": lambda text: x.measured(text, rules(1)).valid,
    "usernames": x_valid.name,
    "lists": x_valid.listed,
    "hashtags": x_valid.hashtag,
    "urls": x_valid.link,
    "urls_without_protocol": lambda text: x_valid.link(text, needs_scheme=False),
}
WEIGHED = {
    "WeightedTweetsCounterTest": 2,
    "WeightedTweetsWithDiscountedEmojiCounterTest": 3,
    "UnicodeDirectionalMarkerCounterTest": 3,
}
LINKED = {
    "usernames": x_entities.mentions,
    "lists": x_entities.mentions,
    "hashtags": x_entities.hashtags,
    "urls": x_entities.links,
    "cashtags": x_entities.cashtags,
    "all": x_entities.entities,
}
ENDINGS = ("country", "generic")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.exists(), reason="the shared data is not on this machine"),
]


def test_no_section_is_left_out_by_oversight():
    files = ("extract", "validate", "autolink", "hit_highlighting", "tlds")
    there = {(file, section) for file in files for section in read(file)}
    tried = {("extract", one) for one in FOUND} | {("validate", one) for one in VALID | WEIGHED}
    tried |= {("autolink", one) for one in LINKED} | {("tlds", one) for one in ENDINGS}
    tried |= {("hit_highlighting", one) for one in MARKED} | {("autolink", "json")}
    assert there == tried


@pytest.mark.parametrize(("section", "case"), cases("extract", *FOUND))
def test_the_same_is_found_in_a_text(section, case):
    assert FOUND[section](case["text"]) == case["expected"]


@pytest.mark.parametrize(("section", "case"), cases("validate", *VALID))
def test_the_same_is_valid(section, case):
    assert VALID[section](case["text"]) is case["expected"]


@pytest.mark.parametrize(("section", "case"), cases("validate", *WEIGHED))
def test_the_same_length_is_counted(section, case):
    found, expected = x.measured(case["text"], rules(WEIGHED[section])), case["expected"]
    assert found._asdict() == {
        "length": expected["weightedLength"],
        "valid": expected["valid"],
        "permillage": expected["permillage"],
        "valid_end": expected["validRangeEnd"],
    }


@pytest.mark.parametrize("section", ENDINGS)
def test_every_top_level_domain_is_known(section):
    known = read("tlds")[section]
    assert known
    for case in known:
        assert values(x_entities.links(case["text"])) == case["expected"], case["description"]


@pytest.mark.parametrize(("section", "case"), cases("autolink", *LINKED))
def test_the_same_would_be_linked(section, case):
    anchors = re.findall(r"<a [^>]*>(.*?)</a>", case["expected"])
    expected = [re.sub("<[^>]*>", "", html.unescape(one)) for one in anchors]
    # Autolinking leaves out addresses without https://.
    found = [
        one
        for one in LINKED[section](case["text"])
        if one.kind != "link" or one.value[:4].lower() == "http"
    ]
    shown = [one.value + one.slug for one in found]
    assert shown == [re.sub("^[#＃$]", "", one) for one in expected]


@pytest.mark.parametrize(("section", "case"), cases("autolink", "json"))
def test_the_same_html_is_made_of_a_servers_entities(section, case):
    assert x_html.linked(case["text"], json.loads(case["json"])) == case["expected"]


@pytest.mark.parametrize(("section", "case"), cases("hit_highlighting", *MARKED))
def test_the_same_hits_are_marked(section, case):
    assert marking.marked(case["text"], case["hits"], "em") == case["expected"]


def test_the_rules_of_now_are_those_of_the_third_configuration():
    assert rules(3) == x.NOW
