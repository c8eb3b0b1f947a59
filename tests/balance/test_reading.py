"""Bad input, each with its place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.balance import make
from virta.balance.reading import Unreadable, from_dict, read, read_bytes
from virta.balance.trouble import SAID, warning_text

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
        ({"reference": make.REFERENCE | {"learning": 0}}, "reference.learning", "reference_zero"),
        ({"reference": make.REFERENCE | {"learning": True}}, "reference.learning", "wrong_type"),
        ({"reference": make.REFERENCE | {"learning": 1e300}}, "reference.learning", "out_of_range"),
        ({"effort": [HOURS | {"hours": 1e308}]}, "effort[0].hours", "out_of_range"),
        ({"effort": [HOURS | {"week": "2026-W02-1"}]}, "effort[0].week", "date"),
        ({"samples": [SAMPLE | {"seen": 10**30}]}, "samples[0].seen", "out_of_range"),
        ({"samples": [SAMPLE | {"reached": -1}]}, "samples[0].reached", "negative"),
        ({"answers": [ANSWER | {"level": 10**100}]}, "answers[0].level", "level"),
        ({"answers": [ANSWER, ANSWER | {"level": 6, "mood": 1}]}, "answers[1].level", "level"),
        ({"items": [POST | {"id": ""}]}, "items[0].id", "empty_text"),
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
        (b'{"format": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deep"),
        (b'{"format": "virta-evidence/1", "answers": [], "answers": []}', "answers: This key"),
        (b'{"format": "virta-evidence/1", "format": "virta-evidence/1"}', "format: This key"),
        (b'{"organisation": "\\ud800"}', "column 27"),
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
    warned = " ".join(warning_text(one) for one in evidence.warnings)
    for words in ("colour", "mood", "effort: 1 outside", "items: 1 outside", "no time zone"):
        assert words in warned
    assert len(evidence.effort) == 0
    assert len(evidence.trace) == 1


def test_an_unknown_key_is_found_in_whichever_row_it_stands():
    rows = [ANSWER] * 500
    rows[333] = ANSWER | {"mood": 1}
    period = make.PERIOD | {"zone": "Helsinki"}
    warned = from_dict(make.bundle(answers=rows, period=period)).warnings
    assert [(one.place, one.key) for one in warned] == [
        ("answers[].mood", "unknown_key"),
        ("period.zone", "unknown_key"),
    ]


def test_a_key_that_comes_twice_in_a_row_is_named():
    text = json.dumps(make.bundle(answers=[ANSWER, ANSWER]))
    twice = text[::-1].replace('"level": 3'[::-1], '"level" : 1, "level": 3'[::-1], 1)[::-1]
    with pytest.raises(Unreadable) as caught:
        read_bytes(twice.encode())
    assert [problem.place for problem in caught.value.problems] == ["answers[1].level"]


def test_text_that_looks_like_keys_is_no_key():
    tricky = 'a": 1, "level": 2, "'
    evidence = from_dict(make.bundle(organisation=tricky, answers=[ANSWER | {"item": tricky}]))
    assert (evidence.organisation, evidence.answers.items) == (tricky, [tricky])


def test_a_week_that_is_not_named_by_its_monday_is_counted_in_its_own_with_a_warning():
    evidence = from_dict(make.bundle(effort=[HOURS, HOURS | {"week": "2026-01-07"}]))
    assert len(set(evidence.effort.week.tolist())) == 1
    assert "Monday" in warning_text(evidence.warnings[0])


def test_evidence_without_a_name_is_read_with_a_warning():
    evidence = from_dict(make.bundle(organisation=" "))
    assert [warning_text(one) for one in evidence.warnings] == ["organisation: No name is given."]
    assert warning_text(evidence.warnings[0], "fi") == "organisation: Nimeä ei ole annettu."


def test_times_are_read_with_their_zones():
    east, west = POST | {"at": "2026-03-02T11:00:00+02:00"}, POST | {"id": "q"}
    at = from_dict(make.bundle(items=[east, west])).trace.at
    assert at[0] == at[1]


@pytest.mark.parametrize("odd", ["2026-03-02T09:00:00.5Z", "2026-03-02T11:00:00+02:00"])
def test_times_read_at_once_are_those_read_one_by_one(odd):
    alike = [POST | {"id": f"p{n}", "at": f"2026-03-0{n}T2{n % 4}:5{n}:0{n}Z"} for n in range(1, 9)]
    at_once = from_dict(make.bundle(items=alike)).trace.at
    one_by_one = from_dict(make.bundle(items=[*alike, POST | {"at": odd}])).trace.at
    assert at_once.tolist() == one_by_one[:-1].tolist()


@pytest.mark.parametrize(
    "wrong",
    [
        "2026-02-30T09:00:00Z",
        "2026-03-02T24:00:01Z",
        "2026-03-02T09:61:00Z",
    ],
)
def test_a_wrong_time_among_many_is_named_at_its_place(wrong):
    items = [POST | {"id": f"p{n}"} for n in range(20)]
    items[7]["at"] = wrong
    problem = bad(items=items)[0]
    assert (problem.place, problem.key) == ("items[7].at", "time")


def test_types_are_named_in_the_reader_s_language():
    problem = bad(answers=[ANSWER | {"level": "3"}])[0]
    assert problem.say("en") == "answers[0].level: Here should be a whole number or null, not text."
    assert problem.say("fi") == (
        "answers[0].level: Tässä pitäisi olla kokonaisluku tai null, mutta tässä on teksti."
    )


def test_many_troubles_are_counted_and_not_all_told():
    problems = bad(effort=[HOURS | {"hours": -1}] * 50)
    assert len(problems) == 21
    assert problems[-1].say() == "There are 30 more."


def test_every_trouble_can_be_said_in_both_languages():
    assert {key for key, words in SAID.items() if set(words) != {"en", "fi"}} == set()


def said_of(data, language):
    """What is said of bytes that cannot be read; nothing of those that can."""
    try:
        read_bytes(data)
    except Unreadable as trouble:
        return trouble.sentences(language)
    return []


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
    assert said_of(data, "fi") != [""]


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_bytes_do_anything_but_be_read_or_be_refused(data):
    assert said_of(data, "en") != [""]
