"""What every test stands on: no skips in CI, and nothing left over from the test before."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from virta.flows import diagnosing

pytest_plugins = ["tests.ci"]


@pytest.fixture(autouse=True, scope="session")
def a_folder_for_static_files():
    """WhiteNoise warns of a folder that is not there yet; `bin/virta up` makes it, tests do not."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def nothing_left_over():
    """Rate limits and kept diagnoses belong to one test; row ids come again in the next."""
    cache.clear()
    diagnosing.loaded.cache_clear()
