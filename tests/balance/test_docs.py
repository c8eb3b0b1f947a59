"""What a remedy is assumed to change stands in the docs."""

from pathlib import Path

from virta.balance.remedies import CATALOGUE

PAGE = Path(__file__).parents[2] / "docs" / "balance.md"


def test_every_remedy_stands_in_the_page_on_the_balance():
    page = PAGE.read_text(encoding="utf-8")
    assert [key for key in CATALOGUE if f"`{key}`" not in page] == []
