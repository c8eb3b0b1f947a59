"""From simulated evidence through the real diagnosis to every form of the report."""

import io

import openpyxl
import pytest
from pypdf import PdfReader

from tests.report.test_pdf import squeezed, text_of
from virta.balance import engine, reading, simulation, words
from virta.report import from_diagnosis, headline, page, pdf, sheet


@pytest.fixture(scope="module")
def diagnosis():
    return engine.diagnose(reading.from_dict(simulation.story()))


@pytest.mark.parametrize("language", ["en", "fi"])
def test_the_pdf_says_what_the_diagnosis_found(diagnosis, language):
    report = from_diagnosis(diagnosis, language)
    text = squeezed(text_of(PdfReader(io.BytesIO(pdf.make(report))))).replace("-", "")
    said = [
        headline.verdict(diagnosis, language),
        *(words.block_name(block.block, language) for block in diagnosis.blocks),
        *(words.say(one, language) for block in diagnosis.blocks for one in block.evidence),
        *(words.remedy_title(remedy, language) for remedy in diagnosis.easiest[:3]),
        *(words.factor_name(factor, language) for factor in diagnosis.factors),
    ]
    assert [one for one in said if squeezed(one).replace("-", "") not in text] == []


@pytest.mark.parametrize("language", ["en", "fi"])
def test_the_workbook_holds_the_estimates_as_they_are(diagnosis, language):
    book = openpyxl.load_workbook(io.BytesIO(sheet.make(from_diagnosis(diagnosis, language))))
    values = {cell.value for table in book for line in table.iter_rows() for cell in line}
    for found in diagnosis.factors.values():
        assert round(found.share.value * 100, 6) in values
        assert found.maturity.value in values


def test_the_page_and_the_pdf_tell_the_same_story(diagnosis):
    text = page.document(from_diagnosis(diagnosis, "fi"))
    assert headline.verdict(diagnosis, "fi") in text
    assert headline.basis(diagnosis, "fi") in text
