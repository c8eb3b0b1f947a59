"""Everything that people read is there in Finnish, and the catalogues are whole."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUES = sorted((ROOT / "virta").glob("**/locale/fi/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]")


def read(path):
    with path.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_every_message_has_finnish(path):
    missing = [
        message.id
        for message in read(path)
        if message.id
        and (
            message.fuzzy
            or not all([message.string] if isinstance(message.string, str) else message.string)
        )
    ]
    assert missing == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_placeholders_are_the_same_in_both_languages(path):
    differing = [
        message.id
        for message in read(path)
        if isinstance(message.id, str) and message.id
        if set(PLACEHOLDER.findall(message.id)) != set(PLACEHOLDER.findall(message.string))
    ]
    assert differing == []


def sources():
    """Folders with texts marked for translation, and the catalogue that serves each."""
    yield from (path.parents[3] for path in CATALOGUES)


@pytest.mark.parametrize("folder", list(sources()), ids=lambda folder: folder.name)
def test_no_marked_text_is_missing_from_its_catalogue(folder, tmp_path):
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed; it finds the marked texts.")
    copy = tmp_path / folder.name
    ignore = shutil.ignore_patterns("*.mo", "__pycache__", "migrations", "static")
    if folder.name == "virta":
        shutil.copytree(folder / "templates", copy / "templates", ignore=ignore)
        shutil.copytree(folder / "locale", copy / "locale", ignore=ignore)
        shutil.copytree(folder / "kit", copy / "kit", ignore=ignore)
        shutil.copy(folder / "settings.py", copy / "settings.py")
    else:
        shutil.copytree(folder, copy, ignore=ignore)
    for path in copy.rglob("*.py"):
        # Where _ is the lazy one, the other goes by this name, which gettext's tools do not know.
        path.write_text(path.read_text().replace("_now(", "_("))
    command = [
        ROOT / ".venv/bin/django-admin",
        "makemessages",
        "-l",
        "fi",
        "--no-location",
        "--no-obsolete",
    ]
    # Without the settings' name: the copy stands outside of the package that it names.
    without = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=copy, check=True, capture_output=True, env=without)
    kept = {message.id for message in read(folder / "locale/fi/LC_MESSAGES/django.po")}
    found = {message.id for message in read(copy / "locale/fi/LC_MESSAGES/django.po")}
    assert found - kept == set()


def test_folders_with_marked_texts_have_a_catalogue():
    own = {folder.name for folder in sources()}
    marked = re.compile(r"gettext|{% (?:translate|blocktranslate|trans|blocktrans)\b")
    without = {
        path.relative_to(ROOT / "virta").parts[0]
        for path in (ROOT / "virta").rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and marked.search(path.read_text())
    }
    shared = {"settings.py", "templates", "kit"}  # the catalogue of virta/ itself
    assert without - own - shared == set()
