"""One valid object of each kind, for tests that go through all of them.

A factor's own tests/<factor>/make.py makes its objects; here each kind's name leads to a maker that
takes a workspace.
"""

from collections.abc import Callable
from typing import Any

MAKERS: dict[str, Callable[..., Any]] = {}
