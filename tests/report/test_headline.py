from dataclasses import replace

from tests.report import samples
from virta.balance.findings import Block
from virta.balance.framework import BlockName, Direction, Factor
from virta.report import headline


def test_a_sound_organisation_is_told_so():
    assert headline.verdict(samples.sound(), "en") == (
        "The work is in balance: none of the four stumbling blocks stands in the way."
    )


def test_what_stands_in_the_way_is_named():
    assert headline.verdict(samples.troubled(), "fi") == (
        "Tiellä on kaksi kompastuskiveä: Oppiminen ja somekulttuuri puuttuu, "
        "ja se, mitä kuullaan ja opitaan, ei päädy strategiaan."
    )


def test_without_evidence_nothing_is_claimed():
    assert headline.verdict(samples.unknown(), "en") == (
        "The evidence cannot yet tell whether the work is in balance."
    )


def test_what_cannot_be_judged_is_not_called_sound():
    diagnosis = samples.sound()
    blocks = (*diagnosis.blocks[:3], Block(BlockName.BLOCKED_FLOW, "unknown", 0.4))
    assert headline.verdict(replace(diagnosis, blocks=blocks), "en") == (
        "Nothing stands in the way as far as can be seen, "
        "but one of the four stumbling blocks cannot be judged yet."
    )


def test_several_factors_are_missing_together():
    block = Block(BlockName.MISSING_FACTOR, "present", 0.9, (Factor.LEARNING, Factor.LISTENING))
    assert headline.clause(block, "en") == "Learning and culture and Listening are missing"


def test_a_cycle_and_both_flows_are_named():
    cycle = Block(BlockName.ONE_CYCLE, "present", 0.9, cycle="outer")
    assert headline.clause(cycle, "fi") == "työ pyörii lähes pelkästään toteutuskehällä"
    flow = Block(BlockName.BLOCKED_FLOW, "present", 0.9, direction=tuple(Direction))
    assert "both ways" in headline.clause(flow, "en")
