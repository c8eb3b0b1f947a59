"""Icons, intervals, meters and figures, as templates write them."""

import math

import pytest
from django import forms
from django.utils.html import format_html
from django.utils.translation import override

from virta.kit.templatetags import kit


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Aino Virtanen", "AV"),
        ("aino.virtanen@example.org", "AV"),
        ("Kaupunginkirjasto", "K"),
        ("Anna Maria Åkerlund", "AÅ"),
        ("", "?"),
    ],
)
def test_initials_stand_for_a_person_or_an_organisation(name, letters):
    assert kit.initials(name) == letters


def test_a_share_is_written_in_the_readers_own_notation():
    with override("en"):
        assert kit.percent(0.153) == "15%"
        assert kit.percent(0.153, 1) == "15.3%"
    with override("fi"):
        assert kit.percent(0.153) == "15\N{NO-BREAK SPACE}%"
        assert kit.percent(0.153, 1) == "15,3\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("missing", [None, math.nan, math.inf])
def test_what_is_not_known_is_a_gap_and_not_a_zero(missing):
    assert kit.percent(missing) == "–"
    assert kit.figure(missing) == "–"
    assert kit.percent(0.0).startswith("0")


def test_a_figure_takes_the_decimal_comma_in_finnish():
    with override("fi"):
        assert kit.figure(3.14) == "3,1"


def test_figures_are_rounded_and_not_cut():
    with override("en"):
        assert kit.figure(3.19) == "3.2"
        assert kit.percent(0.9951) == "100%"


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in kit.icon("check")
    named = kit.icon("check", label='In "order"')
    assert 'role="img"' in named
    assert "aria-hidden" not in named
    assert 'aria-label="In &quot;order&quot;"' in named


def test_an_interval_lies_where_its_figures_are_and_stays_on_its_scale():
    drawn = kit.interval(3.0, 2.0, 4.0, 0, 5)
    assert 'x="40.0" y="3" width="40.0"' in drawn
    assert "M60.0 0V12" in drawn
    beyond = kit.interval(7.0, -1.0, 9.0, 0, 5)
    assert 'x="0.0" y="3" width="100.0"' in beyond


def test_without_a_value_there_is_no_interval():
    assert kit.interval(None, None, None) == ""


def test_a_value_without_bounds_is_a_mark_alone():
    assert 'width="0.5"' in kit.interval(0.5, None, None)


@pytest.mark.parametrize(("share", "filled"), [(None, 0), (0.0, 0), (0.5, 2), (0.93, 5), (1.4, 5)])
def test_a_meter_fills_as_far_as_the_share_goes(share, filled):
    assert kit.meter(share).count("meter-on") == filled
    assert kit.meter(share).count("<rect") == 5


def test_progress_of_nothing_is_an_empty_bar():
    assert 'width="0.0"' in kit.progress(0, 0)
    assert 'width="75.0"' in kit.progress(18, 24)


def test_nothing_drawn_needs_a_style_attribute():
    drawn = [
        kit.icon("waves-horizontal"),
        kit.interval(0.2, 0.1, 0.3),
        kit.meter(0.5),
        kit.progress(1, 2),
    ]
    assert not any("style" in one for one in drawn)


class Boxed(forms.Form):
    """Choices with and without groups, and what must not get into a page as it is."""

    one = forms.MultipleChoiceField(
        choices=[("a", "<b>A</b>"), ('"', format_html("<i>{}</i>", "&"))],
        widget=forms.CheckboxSelectMultiple,
    )
    two = forms.ChoiceField(
        choices=[("Group <1>", [("x", "X"), ("y", "Y")]), ("z", "Z")], widget=forms.RadioSelect
    )


def test_boxes_escape_what_people_wrote_and_keep_what_the_code_made():
    drawn = str(Boxed(initial={"one": ["a"]})["one"])
    assert 'value="a" id="id_one_0" checked' in drawn
    assert "<span>&lt;b&gt;A&lt;/b&gt;</span>" in drawn
    assert 'value="&quot;"' in drawn
    assert "<span><i>&amp;</i></span>" in drawn


def test_boxes_stand_in_their_groups():
    drawn = str(Boxed(initial={"two": "y"})["two"])
    assert drawn.count('role="group"') == 1
    assert 'aria-label="Group &lt;1&gt;"' in drawn
    group, rest = drawn.split("</div>", 1)
    assert 'value="x"' in group
    assert 'value="y"' in group
    assert 'value="z"' in rest
    assert "checked" in group
