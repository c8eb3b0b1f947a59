"""Bad input, each with its place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.balance import make
from virta.balance.reading import Unreadable, from_dict, read, read_bytes
from virta.balance.trouble import SAID

ANSWER = {"respondent": "r1", "factor": "listening", "item": "x", "level": 3}
HOURS = {"week": "2026-01-05", "factor": "listening", "hours": 4.5}
SPLIT = {"respondent": "r1", "factor": "listening", "percent": 15}
POST = {"id": "p", "kind": "post", "at": "2026-03-02T09:00:00Z"}
ACTIVITY = {"id": "a", "kind": "activity", "at": "2026-03-01T09:00:00Z"}
LINK = {"from": "p", "to": "a", "at": "2026-03-02T09:00:00Z"}
SAMPLE = {"flow": "to_execution", "seen": 30, "reached": 9}


def bad(**parts):
    with pytest.raises(Unreadable) as caught:
        from_dict(make.bundle(**parts))
    return caught.value.problems


@pytest.mark.parametrize(
    ("parts", "place", "key"),
    [
        ({"format": "virta-evidence/2"}, "format", "format"),
        ({"format": 1}, "format", "wrong_type"),
        ({"period": {"start": "2026-02-01", "end": "2026-01-01"}}, "period", "period"),
        ({"period": {"start": "soon", "end": "2026-01-01"}}, "period.start", "date"),
        ({"period": {"start": "2026-01-01"}}, "period.end", "missing"),
        ({"answers": {}}, "answers", "wrong_type"),
        ({"answers": [ANSWER, ANSWER | {"level": "3"}]}, "answers[1].level", "wrong_type"),
        ({"answers": [ANSWER | {"level": True}]}, "answers[0].level", "wrong_type"),
        ({"answers": [ANSWER | {"level": 6}]}, "answers[0].level", "level"),
        ({"answers": [ANSWER | {"level": -1}]}, "answers[0].level", "level"),
        ({"answers": [ANSWER | {"level": 2.5}]}, "answers[0].level", "wrong_type"),
        ({"answers": [ANSWER | {"factor": "luck"}]}, "answers[0].factor", "factor"),
        ({"answers": [ANSWER | {"respondent": " "}]}, "answers[0].respondent", "empty_text"),
        ({"answers": [{"factor": "listening", "level": 3}]}, "answers[0].respondent", "missing"),
        ({"answers": [17]}, "answers[0]", "wrong_type"),
        ({"effort": [HOURS | {"hours": -1}]}, "effort[0].hours", "negative"),
        ({"effort": [HOURS | {"hours": None}]}, "effort[0].hours", "wrong_type"),
        ({"effort": [HOURS | {"week": "2026-13-01"}]}, "effort[0].week", "date"),
        ({"effort": [HOURS | {"week": "5.1.2026"}]}, "effort[0].week", "date"),
        ({"allocations": [SPLIT, SPLIT]}, "allocations[1]", "duplicate_factor"),
        ({"allocations": [SPLIT | {"percent": -5}]}, "allocations[0].percent", "negative"),
        ({"samples": [SAMPLE | {"reached": 31}]}, "samples[0]", "reached_over_seen"),
        ({"samples": [SAMPLE | {"flow": "sideways"}]}, "samples[0].flow", "flow"),
        ({"items": [POST, POST]}, "items[1].id", "duplicate_id"),
        ({"items": [POST | {"kind": "dream"}]}, "items[0].kind", "kind"),
        ({"items": [POST | {"at": "yesterday"}]}, "items[0].at", "time"),
        ({"items": [POST], "links": [LINK]}, "links[0].to", "no_such_item"),
        (
            {"items": [POST, ACTIVITY], "links": [{"from": "a", "to": "p", "at": LINK["at"]}]},
            "links[0]",
            "no_such_link",
        ),
        ({"reference": {"listening": 1.0}}, "reference", "reference_missing"),
        ({"covers": ["post", "dream"]}, "covers[1]", "kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_trouble_is_named_at_its_place(parts, place, key):
    problems = bad(**parts)
    assert (problems[0].place, problems[0].key) == (place, key)
    for language in ("en", "fi"):
        assert place in problems[0].say(language)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"[1, 2]", "one JSON object"),
        (b'{"format": "virta-evidence/1",\n "answers": [{"level": NaN}]}', "line 2, column 24"),
        (b'{"format": "virta-evid', "line 1"),
        (b'{"format": "\xe4"}', "Byte 12 is not UTF-8"),
        (b"[" * 100_000, "one JSON object"),
    ],
)
def test_what_is_no_json_is_named_by_line_and_column(data, words):
    with pytest.raises(Unreadable, match=words):
        read_bytes(data)


def test_a_byte_order_mark_is_no_trouble():
    assert (
        read_bytes(b"\xef\xbb\xbf" + json.dumps(make.bundle()).encode()).organisation == "Example"
    )


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.json"
    path.write_bytes(b"{" * 2000)
    with pytest.raises(Unreadable, match="was not read"):
        read(path, limit=1000)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(Unreadable, match="no file of this name"):
        read(tmp_path / "nothing.json")
    with pytest.raises(Unreadable, match="not a file"):
        read(tmp_path)


def test_unknown_keys_and_days_outside_the_period_are_warned_of():
    evidence = from_dict(
        make.bundle(
            colour="blue",
            answers=[ANSWER | {"mood": 1}],
            effort=[HOURS | {"week": "2020-01-06"}],
            items=[POST | {"at": "2020-01-06T09:00:00"}],
        )
    )
    warned = " ".join(evidence.warnings)
    for words in ("colour", "mood", "effort: 1 outside", "items: 1 outside", "no time zone"):
        assert words in warned
    assert len(evidence.effort) == 0
    assert len(evidence.trace) == 1


def test_many_troubles_are_counted_and_not_all_told():
    problems = bad(effort=[HOURS | {"hours": -1}] * 50)
    assert len(problems) == 21
    assert problems[-1].say() == "There are 30 more."


def test_every_trouble_can_be_said_in_both_languages():
    assert {key for key, words in SAID.items() if set(words) != {"en", "fi"}} == set()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "respondent",
                    "factor",
                    "level",
                    "week",
                    "hours",
                    "id",
                    "kind",
                    "at",
                    "from",
                    "to",
                    "percent",
                    "flow",
                    "seen",
                    "reached",
                    "start",
                    "end",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "format",
                "organisation",
                "period",
                "answers",
                "effort",
                "items",
                "links",
                "samples",
                "allocations",
                "covers",
                "reference",
            ]
        ),
        JSON,
    )
)
@settings(max_examples=300, deadline=None)
def test_no_input_does_anything_but_be_read_or_be_refused(parts):
    data = json.dumps(make.bundle() | parts, allow_nan=True).encode()
    try:
        read_bytes(data)
    except Unreadable as trouble:
        assert trouble.sentences("fi")


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_bytes_do_anything_but_be_read_or_be_refused(data):
    try:
        read_bytes(data)
    except Unreadable as trouble:
        assert trouble.sentences("en")
