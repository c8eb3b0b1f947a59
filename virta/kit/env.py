"""Settings read from the environment, with a sentence when one of them makes no sense.

Every variable may also be given as a file, for secrets: `NAME_FILE=/run/secrets/name`.
"""

import os
from pathlib import Path


class BadSetting(Exception):
    """A variable of the environment that Virta cannot use. See docs/settings.md."""


def text(name: str, default: str = "") -> str:
    """The variable's text, or the first line of the file that NAME_FILE points to."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise BadSetting(
                f"{name}_FILE names {path}, which cannot be read ({problem.strerror}). "
                "Check the path and its permissions; docs/settings.md lists every setting."
            ) from problem
    return os.environ.get(name, default).strip() or default


def flag(name: str, default: bool = False) -> bool:
    """A yes or no: 1/0, true/false, yes/no, on/off."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise BadSetting(
            f"{name} is “{value}”. Set it to 1 or 0; docs/settings.md has the details."
        )
    return default


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as problem:
        raise BadSetting(
            f"{name} is “{value}”. Set it to a whole number; docs/settings.md has the details."
        ) from problem
