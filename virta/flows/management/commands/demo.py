"""`bin/virta demo`: an example workspace to look at, without an account."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from virta.flows import diagnosing
from virta.flows.example import SLUG, make_example, remove_example
from virta.kit.problems import Problem
from virta.listening import folding, ranking


class Command(BaseCommand):
    """Fills the workspace `example` with a fictional organisation's year."""

    help = "Fill the workspace “example” with a fictional organisation; may be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take the example away again")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("fi"):
                self.stdout.write(self.remove() if options["remove"] else self.fill())
        except Problem as problem:
            raise CommandError(str(problem)) from problem

    def remove(self) -> str:
        remove_example()
        return "The example is gone."

    def fill(self) -> str:
        now = datetime.now(UTC)
        workspace = make_example(now)
        folding.fold_all(now)
        ranking.rank_all(now, budget=60.0)
        diagnosing.latest(workspace)
        return (
            f"The example “{workspace.name}” is ready. Start Virta with bin/virta up and open "
            f"/w/{SLUG}/ there; no account is needed to look at it."
        )
