"""All that a listener loads, loaded once: listeners that are forked from here begin at once.

For `multiprocessing`'s fork server; the environment has to be set before. Asks nothing of a database.
"""

import json

import django

django.setup()

from bench.listening.worker import listen  # noqa: E402
from virta.listening.searching import matcher_of, node_of  # noqa: E402
from virta.matching.posts import Post  # noqa: E402
from virta.sources import jetstream  # noqa: E402

__all__ = ["listen"]

matcher_of({"1": node_of("warm")}).match([Post(id="1", text="warm")])
jetstream.read([json.dumps({"kind": "none"})])
