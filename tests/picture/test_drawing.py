import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from tests.picture.samples import SAMPLES, TO_EXECUTION, TO_STRATEGY, diagnosis, of, reading
from virta.balance.framework import FACTORS, Direction, Factor
from virta.picture import describe, draw
from virta.picture import drawing as drawn

SVG = "{http://www.w3.org/2000/svg}"
EACH = pytest.mark.parametrize("name", SAMPLES)
BOTH = pytest.mark.parametrize("language", ["en", "fi"])
SIZES = pytest.mark.parametrize("size", ["wide", "compact", "print"])
LINKS = {factor: f"/example/{factor}?a=1&b=<2>" for factor in FACTORS}
LARGEST = 40_000  # bytes

Box = tuple[float, float, float, float]


def picture(name: str, **how) -> ElementTree.Element:
    return ElementTree.fromstring(draw(SAMPLES[name], **how))


def classes(svg: ElementTree.Element) -> set[str]:
    return {one.get("class", "") for one in svg.iter()}


def wide_as(text: str, size: float, weight: str) -> float:
    """How wide a text is about: letters of a common sans-serif, bold ones wider, in its units."""
    narrow = sum(letter in "ijlt.,:·– " for letter in text)
    em = (0.57 if weight == "400" else 0.62) * (len(text) - narrow) + 0.3 * narrow
    return em * size


def box_of(text: ElementTree.Element) -> Box:
    size = float(text.get("font-size"))
    width = wide_as(text.text, size, text.get("font-weight"))
    x, y = float(text.get("x")), float(text.get("y"))
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor")]
    return left, y - 0.75 * size, left + width, y + 0.2 * size


def labels(svg: ElementTree.Element) -> dict[int, tuple[str, Box]]:
    texts = [one for one in svg.iter(f"{SVG}text") if one.get("class") != "node-number"]
    return {n: (one.text, box_of(one)) for n, one in enumerate(texts)}


def outline(path: ElementTree.Element) -> list[tuple[float, float]]:
    pairs = re.findall(r"(-?[\d.]+),(-?[\d.]+)", path.get("d"))
    return [(float(x), float(y)) for x, y in pairs]


def is_within(x: float, y: float, around: list[tuple[float, float]]) -> bool:
    """Whether a place lies in a polygon: the even-odd rule."""
    crossed = 0
    for (x0, y0), (x1, y1) in zip(around, [*around[1:], around[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            crossed += 1
    return crossed % 2 == 1


def touches(box: Box, around: list[tuple[float, float]]) -> bool:
    left, top, right, bottom = box
    across = [left + (right - left) * n / 12 for n in range(13)]
    down = [top, (top + bottom) / 2, bottom]
    if any(is_within(x, y, around) for x in across for y in down):
        return True
    return any(left <= x <= right and top <= y <= bottom for x, y in around)


@EACH
@BOTH
@SIZES
def test_a_picture_is_well_formed_and_small_and_needs_no_style_attribute(name, language, size):
    text = draw(SAMPLES[name], language=language, size=size, links=LINKS, previous=SAMPLES["sound"])
    ElementTree.fromstring(text)
    assert len(text.encode()) < LARGEST
    assert not re.search(r"\sstyle=|<style|<script", text)


@EACH
@BOTH
def test_words_keep_clear_of_each_other_and_of_the_edge(name, language):
    svg = picture(name, language=language, links=LINKS)
    _, _, width, height = map(float, svg.get("viewBox").split())
    boxes = labels(svg)
    for text, (left, top, right, bottom) in boxes.values():
        assert left >= 0, text
        assert top >= 0, text
        assert right <= width, text
        assert bottom <= height, text
    for (one, a), (other, b) in combinations(boxes.values(), 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 4 or b[3] <= a[1] + 4
        assert apart, (one, other)


@EACH
@BOTH
def test_words_keep_clear_of_the_water_its_banks_and_the_numbers(name, language):
    svg = picture(name, language=language, links=LINKS)
    kinds = ("bank", "water", "dry", "outline")
    shapes = [outline(one) for one in svg.iter(f"{SVG}path") if one.get("class").startswith(kinds)]
    for text, box in labels(svg).values():
        assert not any(touches(box, shape) for shape in shapes), text
        for circle in svg.iter(f"{SVG}circle"):
            x, y, r = (float(circle.get(one)) for one in ("cx", "cy", "r"))
            near_x, near_y = min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])
            assert (near_x - x) ** 2 + (near_y - y) ** 2 > r**2, text


def test_the_compact_picture_has_numbers_and_no_names():
    svg = picture("sound", size="compact")
    assert [one.text for one in svg.iter(f"{SVG}text")] == [str(n) for n in range(1, 9)]


@EACH
@SIZES
def test_stones_waves_and_dams_are_drawn_where_they_should_be_and_nowhere_else(name, size):
    there, svg = SAMPLES[name], picture(name, size=size)
    states = [one.state for one in there.factors.values()]
    groups = [one.get("class") for one in svg.iter()]
    assert groups.count("stones") == states.count("missing")
    assert groups.count("overflow") == states.count("overweight")
    assert groups.count("dam") == len(there.blocks[-1].direction or ())


@pytest.mark.parametrize(("direction", "is_left"), [(TO_EXECUTION, True), (TO_STRATEGY, False)])
def test_a_dam_stands_on_the_side_that_is_stopped(direction, is_left):
    svg = ElementTree.fromstring(
        draw(diagnosis({}, {TO_EXECUTION: 0.1, TO_STRATEGY: 0.1}, (direction,)))
    )
    (dam,) = [one for one in svg.iter() if one.get("class") == "dam"]
    middle = float(svg.get("viewBox").split()[2]) / 2
    assert (float(dam.get("x1")) < middle and float(dam.get("x2")) < middle) == is_left


def test_where_attention_is_not_known_there_is_no_water_no_bank_and_no_current():
    kinds = classes(picture("answers_only"))
    assert "outline" in kinds
    assert not kinds & {"bank", "current", "water-unknown"}
    assert not any(kind.startswith("water") for kind in kinds)


def test_water_of_unknown_maturity_is_hatched_and_is_not_the_outline_of_unknown_attention():
    text = draw(SAMPLES["effort_only"], title_id="one")
    assert 'fill="url(#one-hatch)"' in text
    assert '<pattern id="one-hatch"' in text
    assert 'class="outline"' not in text
    assert "pattern" not in draw(SAMPLES["sound"])


def test_no_current_runs_where_everything_is_dry():
    assert "current" not in classes(picture("all_missing"))


@pytest.mark.parametrize(("times", "same"), [(3.0, 9.0), (0.06, 0.0)])
def test_widths_stop_at_three_times_and_at_a_thread(times, same):
    factor = Factor.ENGAGEMENT
    how = drawn.Picture(SAMPLES["sound"], "en", drawn.WIDE, {}, "p")
    assert how.width(reading(factor, times)) == how.width(reading(factor, same))
    assert how.width(reading(factor, 2.0)) > 1.5 * how.width(reading(factor, 1.0))


def test_the_round_before_is_a_line_for_each_loop():
    text = draw(SAMPLES["sound"], previous=SAMPLES["inner_only"])
    assert text.count('class="before"') == 2
    assert 'class="before"' not in draw(SAMPLES["sound"])


def test_numbers_lead_to_their_pages_and_say_where():
    svg = picture("sound", links=LINKS)
    links = list(svg.iter(f"{SVG}a"))
    assert [one.get("href") for one in links] == list(LINKS.values())
    assert all(one.get("aria-label") for one in links)
    assert svg.get("role") == "group"
    assert picture("sound").get("role") == "img"


@SIZES
def test_a_number_is_large_enough_to_hit(size):
    svg = picture("sound", size=size)
    assert all(2 * float(one.get("r")) >= 24 for one in svg.iter(f"{SVG}circle"))


def test_names_that_look_like_markup_stay_text():
    odd = diagnosis({}, {TO_EXECUTION: None, TO_STRATEGY: None}, name='A & <b>"B"</b>')
    title = ElementTree.fromstring(draw(odd)).find(f"{SVG}title")
    assert 'A & <b>"B"</b>' in title.text


@EACH
def test_the_same_diagnosis_gives_the_same_picture(name):
    assert draw(SAMPLES[name]) == draw(SAMPLES[name])


@EACH
@BOTH
def test_the_words_tell_of_the_same_dams_as_the_picture(name, language):
    text = describe(SAMPLES[name], language)
    told = text.count("dam stands") if language == "en" else text.count("on pato")
    assert told == len(SAMPLES[name].blocks[-1].direction or ())


@EACH
@BOTH
def test_the_words_tell_of_every_factor_in_its_order(name, language):
    lines = describe(SAMPLES[name], language).splitlines()[1:9]
    assert [line.split()[0] for line in lines] == [str(n) for n in range(1, 9)]


def test_a_flow_of_which_nothing_is_known_is_not_called_open():
    assert "open" not in describe(SAMPLES["nothing_known"], "en")
    assert "The flow is open" in describe(SAMPLES["sound"], "en")


def test_a_stopped_flow_without_a_figure_is_called_blocked_and_not_unknown():
    stopped = diagnosis({}, dict.fromkeys(Direction), (TO_EXECUTION,))
    text = draw(stopped)
    assert "to execution: blocked" in text
    assert "to strategy: not known" in text


def test_one_factor_of_unknown_attention_leaves_the_others_their_water():
    kinds = classes(
        ElementTree.fromstring(
            draw(diagnosis(of(reading(Factor.LISTENING, None, 2.0)), dict.fromkeys(Direction)))
        )
    )
    assert {"outline", "bank", "current"} <= kinds
    assert any(kind.startswith("water-") for kind in kinds)
