"""The door for a WSGI server (granian, in `bin/virta up`)."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from virta.networks.text import mastodon, x

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virta.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads the pages now, not while the first visitor waits
mastodon.length("virta.example")  # and so with the patterns that know every domain there is
x.length("virta.example")
# What is loaded stays as long as the process. To look through it again and again for garbage took
# a tenth of a second now and then, while somebody waited for a page.
gc.collect()
gc.freeze()
