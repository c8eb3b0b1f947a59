"""What is written of evidence is read back as the same evidence."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.balance import make
from virta.balance.bundle import moment, to_bundle, to_bytes
from virta.balance.engine import diagnose
from virta.balance.evidence import Evidence
from virta.balance.framework import FACTORS, KINDS, LINKS, BlockName
from virta.balance.reading import from_dict, read_bytes
from virta.balance.simulation import SPARSE, Noise, simulate, story
from virta.balance.writing import dump

ALL = frozenset({"answers", "allocations", "effort", "items", "samples"})
NAMES = st.text(min_size=1, max_size=8).filter(str.strip)
FACTOR = st.sampled_from([factor.value for factor in FACTORS])
NUMBER = st.floats(0, 1e9)
MOMENTS = st.datetimes().map(lambda at: at.isoformat() + "+02:00")


def rows(**columns):
    return st.lists(st.fixed_dictionaries(columns), max_size=12)


ITEMS = st.lists(st.tuples(st.sampled_from(KINDS), st.none() | FACTOR, MOMENTS), max_size=12).map(
    lambda found: [
        {"id": f"x{number}", "kind": kind, "factor": factor, "at": at}
        for number, (kind, factor, at) in enumerate(found)
    ]
)
BUNDLES = st.fixed_dictionaries(
    {
        "organisation": st.text(max_size=10),
        "reference": st.none()
        | st.fixed_dictionaries({factor.value: st.floats(0.001, 9) for factor in FACTORS}),
        "covers": st.none() | st.lists(st.sampled_from(KINDS)),
        "answers": rows(
            respondent=NAMES,
            group=st.text(max_size=4),
            factor=FACTOR,
            item=st.text(max_size=4),
            level=st.none() | st.integers(0, 5),
        ),
        "samples": rows(
            flow=st.sampled_from(["to_execution", "to_strategy"]),
            seen=st.integers(10, 90),
            reached=st.integers(0, 10),
        ),
        "effort": rows(week=st.dates().map(str), factor=FACTOR, hours=NUMBER),
        "items": ITEMS,
    }
)


def all_links(items):
    """Every link that may run between these."""
    return [
        {"from": one["id"], "to": other["id"], "at": one["at"]}
        for one in items
        for other in items
        if (one["kind"], other["kind"]) in LINKS
    ]


def said(evidence: Evidence):
    """The diagnosis, but for what the reader warned of."""
    return dump(replace(diagnose(evidence, remedies=False), warnings=()))


@given(BUNDLES)
@settings(max_examples=100, deadline=None)
def test_any_evidence_is_read_back_with_the_same_diagnosis(parts):
    evidence = from_dict(make.bundle(**parts, links=all_links(parts["items"])))
    again = read_bytes(to_bytes(evidence))
    assert said(again) == said(evidence)
    assert to_bytes(again) == to_bytes(evidence)
    assert json.loads(to_bytes(evidence)) == to_bundle(evidence)


@pytest.mark.parametrize("seed", range(12))
def test_a_simulated_organisation_is_read_back_whole_remedies_included(seed):
    noise = [Noise(), SPARSE, Noise(weeks=2)][seed % 3]
    blocks = frozenset({list(BlockName)[seed % 4]})
    evidence = from_dict(simulate(seed, blocks=blocks, noise=noise, kinds=ALL)[0])
    assert dump(diagnose(from_dict(to_bundle(evidence)))) == dump(diagnose(evidence))


def test_an_own_reference_is_read_back_to_the_last_digit():
    own = {factor.value: number / 7 for number, factor in enumerate(FACTORS, 1)}
    evidence = from_dict(story(2) | {"reference": own})
    assert from_dict(to_bundle(evidence)).reference == evidence.reference


def test_what_is_not_known_is_not_written():
    bundle = to_bundle(
        from_dict(make.bundle(items=[{"id": "x", "kind": "post", "at": "2026-03-02"}]))
    )
    assert bundle["items"] == [{"id": "post-1", "kind": "post", "at": "2026-03-02T00:00:00Z"}]
    assert set(bundle) == {"format", "organisation", "period", "items"}


def test_each_row_has_a_line_of_its_own():
    assert to_bytes(from_dict(make.bundle(effort=make.effort(2)))).count(b"\n  ") == 15


@pytest.mark.parametrize(("days", "text"), [(-1e9, "0001-01-01"), (1e9, "9999-12-31")])
def test_a_time_beyond_what_dates_know_is_moved_to_their_end(days, text):
    assert moment(days).startswith(text)
