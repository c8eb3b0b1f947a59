"""The door for a WSGI server (granian, in `bin/virta up`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virta.settings")

application = get_wsgi_application()
