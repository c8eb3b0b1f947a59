"""What every test stands on: no skips in CI, and nothing left over from the test before."""

import pytest
from django.core.cache import cache

from virta.flows import diagnosing

pytest_plugins = ["tests.ci"]


@pytest.fixture(autouse=True)
def nothing_left_over():
    """Rate limits and kept diagnoses belong to one test; row ids come again in the next."""
    cache.clear()
    diagnosing.loaded.cache_clear()
