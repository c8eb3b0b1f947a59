"""A workspace that listens, and somebody who leads there. A test file may have its own instead."""

import pytest

from tests import make
from tests.listening.make import make_search, make_source
from virta.people.models import Role


@pytest.fixture
def workspace():
    made = make.workspace()
    make_search(made, "sauna")
    make_source(made)
    return made


@pytest.fixture
def person(workspace):
    return make.member(workspace, Role.LEAD)


@pytest.fixture
def lead(client, person):
    client.force_login(person)
    return client
