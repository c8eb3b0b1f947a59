"""Compile the translations (.po → .mo) that have changed, without any tool outside Python.

`python -m virta.kit.messages` does it by hand; `bin/virta` and `bin/test` do it at each start.
"""

import os
from pathlib import Path

VIRTA = Path(__file__).resolve().parent.parent


def compile_changed(root: Path = VIRTA) -> int:
    """Make every .mo that is missing or older than its .po. Returns how many were made."""
    made = 0
    for source in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            compile_one(source, target)
            made += 1
    return made


def compile_one(source: Path, target: Path) -> None:
    # Babel takes a third of a second to load; a warm start does not need it.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        catalogue = read_po(file)
    fresh = target.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(target)  # a reader sees the old file or the new one, never half of it


if __name__ == "__main__":
    compile_changed()
