"""`bin/virta`: one command with a few verbs. Set-up and progress go to standard error."""

import os
import sys
from collections.abc import Callable

USAGE = """\
Virta runs an organisation's social media work and shows whether it is in balance.

  bin/virta up                    serve it on this machine, with its worker, and print the address
  bin/virta diagnose FILE...      diagnose evidence files (--json, --report OUT.pdf, --lang fi)
  bin/virta demo                  fill the workspace "example" with a fictional organisation
  bin/virta work                  only the worker, for more of them or another machine
  bin/virta worker                the same, by its older name
  bin/virta export WORKSPACE OUT.zip   the whole workspace as one file
  bin/virta import IN.zip --as NEW     bring such a file in as a new workspace
  bin/virta evidence WORKSPACE         its evidence on standard output, for diagnose
  bin/virta query-check Q.tsv          check listening queries, one JSON line each
  bin/virta match --queries Q --posts P  which queries each post matches (--stats, --check)
  bin/virta backfill WORKSPACE ARCHIVE...  search archives of posts, as large as they may be
  bin/virta spikes SERIES.csv          what rises or drops in a series, one JSON line each
  bin/virta manage COMMAND        Django's own commands (migrate, shell, setup_link, …)
  bin/virta version               which version this is

Each verb says more with --help. docs/ tells the rest.
"""


def main(arguments: list[str]) -> int:
    """Run one verb; returns the exit status."""
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if verb in {"--help", "-h", "help"}:
        sys.stdout.write(USAGE)
        return 0
    chosen = VERBS.get(verb)
    if chosen is None:
        sys.stderr.write(f"Virta has no command “{verb}”. This is what there is:\n\n{USAGE}")
        return 2
    return chosen(rest)


# Each verb imports what it needs when it is called: `diagnose` needs no Django, and the half
# second that loading everything takes would be felt in every use of the command line.


def diagnose(rest: list[str]) -> int:
    from virta.report.cli import main as run  # noqa: PLC0415

    return run(rest, sys.stdout, sys.stderr)


def up(rest: list[str]) -> int:
    from virta.flows.serving import main as run  # noqa: PLC0415

    return run(rest)


def demo(rest: list[str]) -> int:
    from virta.flows.serving import prepare  # noqa: PLC0415

    prepare()
    return manage(["demo", *rest])


def worker(rest: list[str]) -> int:
    from virta.flows.serving import prepare  # noqa: PLC0415

    prepare()
    return manage(["work", *rest])


def archive(verb: str) -> Callable[[list[str]], int]:
    """A verb about a workspace as a file."""

    def run(rest: list[str]) -> int:
        from virta.flows.serving import prepare  # noqa: PLC0415

        prepare()
        from virta.flows.archive import cli  # noqa: PLC0415 - needs Django's apps

        chosen = {"export": cli.export, "import": cli.bring, "evidence": cli.show_evidence}[verb]
        return chosen(rest, sys.stdout, sys.stderr)

    return run


def backfill(rest: list[str]) -> int:
    from virta.flows.serving import prepare  # noqa: PLC0415

    prepare()
    from virta.flows.backfill_cli import main as run  # noqa: PLC0415 - needs Django's apps

    return run(rest, sys.stdout, sys.stderr)


def query_check(rest: list[str]) -> int:
    from virta.matching.cli_check import main as run  # noqa: PLC0415

    return run(rest, sys.stdout, sys.stderr)


def match(rest: list[str]) -> int:
    from virta.matching.cli_match import main as run  # noqa: PLC0415

    return run(rest, sys.stdout, sys.stderr)


def spikes(rest: list[str]) -> int:
    from virta.spikes.cli import main as run  # noqa: PLC0415

    return run(rest, sys.stdout, sys.stderr)


def manage(rest: list[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from virta.kit.messages import compile_changed  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virta.settings")
    compile_changed()
    execute_from_command_line(["bin/virta manage", *rest])
    return 0


def version(rest: list[str]) -> int:
    from virta import __version__  # noqa: PLC0415

    sys.stdout.write(f"Virta {__version__}\n")
    return 0


VERBS = {
    "up": up,
    "diagnose": diagnose,
    "demo": demo,
    "work": worker,
    "worker": worker,  # its earlier name
    "export": archive("export"),
    "import": archive("import"),
    "evidence": archive("evidence"),
    "query-check": query_check,
    "match": match,
    "backfill": backfill,
    "spikes": spikes,
    "manage": manage,
    "version": version,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
