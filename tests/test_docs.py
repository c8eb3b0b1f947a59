"""The docs say what is there."""

import re
from pathlib import Path

import pytest

from virta.cli import USAGE, VERBS

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_setting_has_a_heading():
    sources = [ROOT / "virta" / "settings.py"]
    read = {
        name
        for source in sources
        for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source.read_text())
    }
    described = set(re.findall(r"^### (\w+)$", (ROOT / "docs/settings.md").read_text(), re.M))
    assert read == described


def test_every_verb_stands_in_the_help_and_in_the_docs():
    text = "\n".join(path.read_text() for path in DOCS)
    assert [verb for verb in VERBS if f"bin/virta {verb}" not in USAGE] == []
    assert [verb for verb in VERBS if verb != "version" and f"bin/virta {verb}" not in text] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_docs_exist(page):
    named = set(re.findall(r"\bbin/virta ([a-z][\w-]*)", page.read_text()))
    assert named - set(VERBS) - {"COMMAND"} == set()
    scripts = set(re.findall(r"(?<![\w/.])bin/(\w+)", page.read_text()))
    assert [script for script in scripts if not (ROOT / "bin" / script).exists()] == []
