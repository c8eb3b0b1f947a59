"""A queue, a clock that a test moves on, and a channel of a network that fails on purpose."""

from datetime import timedelta

import pytest

from tests import make
from tests.audiences.make import make_channel
from tests.engagement.make import NOON, make_connection
from tests.networks.faulty import running
from virta.flows.publishing.outbox import Outbox
from virta.networks import outside


class Clock:
    """Time that a test moves on."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def later(self, **more):
        self.now += timedelta(**more)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def outbox(clock):
    box = Outbox(lambda: outside.client(["127.0.0.1"], within=5), clock)
    yield box
    box.close()


@pytest.fixture
def server():
    with running() as running_server:
        yield running_server


@pytest.fixture
def channel(server):
    channel = make_channel(make.workspace())
    make_connection(channel, server.base)
    return channel
