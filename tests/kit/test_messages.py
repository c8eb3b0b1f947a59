import gettext
import os

from virta.kit.messages import compile_changed

CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Today"
msgstr "Tänään"
"""


def test_only_changed_catalogues_are_compiled(tmp_path):
    folder = tmp_path / "app" / "locale" / "fi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)

    assert compile_changed(tmp_path) == 1
    assert compile_changed(tmp_path) == 0

    os.utime(folder / "django.po", (2_000_000_000, 2_000_000_000))
    assert compile_changed(tmp_path) == 1
    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Today") == "Tänään"
