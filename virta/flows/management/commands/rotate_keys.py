"""`bin/virta manage rotate_keys`: after a change of the secret key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from virta.flows.rotating import ANEW, UNREADABLE, WELL, rotate, signed_with_old_keys


class Command(BaseCommand):
    """Ends with an error where something can be read under none of the keys."""

    help = "Encrypts all secrets at rest under the present key. See docs/secrets.md."

    def handle(self, *args: Any, **options: Any) -> None:
        found = rotate()
        for name, counts in found.items():
            said = f"{counts[ANEW]} encrypted anew, {counts[WELL]} already were"
            self.stdout.write(f"{name}: {said}, {counts[UNREADABLE]} unreadable")
        for one in signed_with_old_keys():
            self.stdout.write(
                f"The channel “{one.channel}” of the workspace {one.workspace.slug} was signed in "
                "at its network with the old key. Sign it in again before you take the old key away."
            )
        if unreadable := sum(counts[UNREADABLE] for counts in found.values()):
            raise CommandError(
                f"{unreadable} secrets can be read under none of the known keys. If there is one "
                "more old key, put it into VIRTA_OLD_SECRET_KEYS and run this again; otherwise "
                "those channels and second factors have to be set up anew."
            )
        self.stdout.write("Nothing needs the old keys for reading any more.")
