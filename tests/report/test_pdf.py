import io
import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.report import samples
from virta.report import Observation, from_diagnosis, pdf

BLNS = Path(__file__).resolve().parents[3] / "shared" / "data" / "blns" / "blns.json"
INVISIBLE = re.compile("[\N{ZERO WIDTH SPACE}\N{SOFT HYPHEN}]")
RUNNING = re.compile(
    r"Virta·Isoursocialmediaworkinbalance\?Page\d+of\d+|Koskenrannankaupunki·5January–6July2026EXAMPLE"
)


def opened(report):
    return PdfReader(io.BytesIO(pdf.make(report)))


def text_of(reader, pages=slice(None)):
    """The text as one line: where lines end is the page's matter."""
    text = " ".join(page.extract_text() for page in reader.pages[pages])
    return " ".join(INVISIBLE.sub("", text).split())


def squeezed(text):
    return "".join(INVISIBLE.sub("", text).split())


def bookmarks(outline):
    return [
        title
        for entry in outline
        for title in (bookmarks(entry) if isinstance(entry, list) else [entry.title])
    ]


def test_the_first_page_says_it_all_in_english():
    first = text_of(opened(samples.full("en")), slice(1))
    for words in (
        "Koskenrannan kaupunki",
        "5 January – 6 July 2026",
        "Two stumbling blocks stand in the way: Learning and culture is missing",
        "almost certainly there (likelihood 97%)",
        "very likely not there (likelihood 8%)",
        "Cannot be told yet – may or may not be there (likelihood 42%)",
        "Easiest first",
        "2 hours",
        "97% → 31%",
    ):
        assert words in first


def test_the_first_page_says_it_all_in_finnish():
    first = squeezed(text_of(opened(samples.full("fi")), slice(1)))
    for words in (
        "5.1.–6.7.2026",
        "Tiellä on kaksi kompastuskiveä: Oppiminen ja somekulttuuri puuttuu",
        "lähes varmasti olemassa (todennäköisyys 97 %)",
        "Helpoin ensin",
        "2 tuntia",
        "97 % → 31 %",
    ):
        assert squeezed(words) in first


def test_the_figures_stand_with_their_ranges():
    text = text_of(opened(samples.full("fi")))
    assert "24 %" in text
    assert "19–29 %" in text
    assert "2,4–3,1" in text
    assert "MBrain" in bare(text)  # a line may end at its hyphen


def test_every_page_of_an_example_says_so():
    reader = opened(samples.full("en"))
    assert all("EXAMPLE" in page.extract_text() for page in reader.pages)
    assert "EXAMPLE" not in text_of(opened(from_diagnosis(samples.sound(), "en")))


def test_pages_are_numbered_to_the_last():
    reader = opened(samples.full("en"))
    assert 6 <= len(reader.pages) <= 10
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in reader.pages[-1].extract_text()


def test_the_file_tells_its_language_and_title_and_is_tagged():
    reader = opened(samples.full("fi"))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fi"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Koskenrannan kaupunki – Onko sometyömme tasapainossa?"
    assert "Kahdeksan menestystekijää" in bookmarks(reader.outline)


def test_a_file_with_ordinary_letters_meets_the_standard_for_accessible_pdf():
    metadata = opened(samples.full("fi")).trailer["/Root"]["/Metadata"].get_data()
    assert b"pdfuaid" in metadata


def test_the_same_report_is_the_same_file():
    assert pdf.make(samples.full("fi")) == pdf.make(samples.full("fi"))


def test_a_gap_is_a_gap_and_never_a_zero():
    text = text_of(opened(from_diagnosis(samples.unknown(), "en")))
    assert "not known" in text
    assert "0%" not in text.replace("90%", "")


@pytest.mark.parametrize(
    "written",
    [
        '#import "@preview/x:1.0.0"',
        "$x^2$ *bold* _it_ `raw` @ref <label>",
        "<script>alert(1)</script>",
        '=HYPERLINK("http://example.org")',
        "\\u{1F600} #panic() ~ -- ...",
        "مرحبا שלום 日本 😀",
    ],
)
def test_what_people_write_is_printed_letter_by_letter(written):
    seen = (Observation(written, note=written, source=written),)
    report = replace(samples.full("en"), organisation=written, author=written, observations=seen)
    found = opened(report)
    if written.isascii():
        assert squeezed(text_of(found)).count(squeezed(written)) >= 3


def test_letters_that_no_font_has_do_not_stop_the_report():
    report = replace(
        from_diagnosis(samples.sound(), "en"), organisation="\U0001f9ff\ue123\x00\ud800 Oy"
    )
    assert "Oy" in text_of(opened(report))


def test_a_very_long_name_stays_on_its_page():
    reader = opened(replace(samples.full("fi"), organisation="Ä" * 200))
    assert squeezed(reader.pages[0].extract_text()).count("Ä") >= 200
    assert "Helpoin ensin" in text_of(reader, slice(1))


def test_a_source_that_is_an_address_can_be_followed():
    reader = opened(samples.full("en"))
    links = [
        note.get_object()["/A"]["/URI"]
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    ]
    assert "https://example.org/koskenranta/questions" in links


@pytest.mark.shared
@pytest.mark.skipif(
    not BLNS.exists(), reason="the list of naughty strings is not beside this checkout"
)
def test_naughty_strings_are_printed_and_never_run():
    naughty = json.loads(BLNS.read_text(encoding="utf-8"))
    seen = tuple(Observation(text, note=text, source=text) for text in naughty)
    text = bare(text_of(opened(replace(samples.full("en"), observations=seen))))
    text = RUNNING.sub("", text)  # a row may go on over the page
    plain = [each for each in naughty if each.isascii() and each.isprintable() and each.strip()]
    assert [each for each in plain if bare(each) not in text] == []


def bare(text):
    """Without hyphens, which ends of lines add, and marks, which one glyph lends to another's text."""
    return "".join(
        each for each in squeezed(text) if each != "-" and not unicodedata.combining(each)
    )
