"""What every test stands on: no skips in CI, and nothing left over from the test before."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.utils import timezone, translation

from virta.flows import diagnosing

pytest_plugins = ["tests.ci", "tests.migrated", "tests.real"]


@pytest.fixture(autouse=True, scope="session")
def place_for_static_files():
    """WhiteNoise warns of a missing folder; in tests the files come from where they are written."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True, scope="session")
def passwords_in_no_time():
    """Everybody whom a test invents has a password, and a million rounds for each take longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", 1)
        yield


@pytest.fixture(autouse=True)
def nothing_left_over():
    """Rate limits and kept diagnoses belong to one test, and so do language and time zone."""
    cache.clear()
    diagnosing.loaded.cache_clear()
    translation.deactivate()
    timezone.deactivate()
