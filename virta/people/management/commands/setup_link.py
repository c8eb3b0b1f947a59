"""`bin/virta manage setup_link`: a fresh one-time link for the first account."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from virta.people.services import setup_url


class Command(BaseCommand):
    """The earlier link stops working."""

    help = "Print a fresh one-time link with which the first account is made."

    def handle(self, *args: Any, **options: Any) -> None:
        link = setup_url(settings.BASE_URL)
        self.stdout.write(
            link or "Virta is set up already: sign in, or ask an owner to invite you."
        )
