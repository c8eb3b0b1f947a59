"""What a process does not load that it does not need: see bench/memory.py for what that saves."""

import json
import subprocess
import sys

HEAVY = ("numba", "llvmlite", "pyarrow", "dask", "py3langid", "xlsxwriter", "typst")
LOADED = f"""
import django, json, sys
django.setup()
from django.urls import get_resolver
from virta.flows.management.commands import work
from virta.sources import registry
get_resolver().url_patterns
work.Outbox(), work.Listener(), registry.networks()
print(json.dumps([one for one in {HEAVY!r} if one in sys.modules]))
"""


def test_pages_and_a_worker_that_matches_nothing_do_not_load_the_compiler():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
