"""`bin/virta manage index_mentions`: the full-text index of mentions made anew, or looked at."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from virta.listening.fulltext import mending


class Command(BaseCommand):
    """Makes the index anew; with `--check` only tells whether it is in step."""

    help = "Make the full-text index of mentions anew from what is stored. Listening may go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only look, at some hundred mentions by chance"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.look() if options["check"] else self.make()

    def make(self) -> None:
        done = 0
        for done in mending.rebuild():
            if done % 100_000 == 0:
                self.stderr.write(f"{done:,} mentions are in.")
        self.stdout.write(f"The index holds {done:,} mentions.")

    def look(self) -> None:
        seen = mending.check()
        told = (
            f"Of {seen.looked_at} mentions the index does not find {seen.missing} by their words; "
            f"it gave {seen.stale} that are no more."
        )
        if seen.missing or seen.stale:
            raise CommandError(f"{told} Run “bin/virta manage index_mentions” to make it anew.")
        self.stdout.write(told)
