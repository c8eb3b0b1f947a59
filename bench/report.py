"""How long a report takes, in every form: `python -m bench.report`; exit status 1 over the limit.

The first PDF of a process also pays for reading the fonts; both are shown.
"""

import sys
import time
from collections.abc import Callable

from tests.report import samples
from virta.report import Report, page, pdf, sheet

LIMIT = 3.0  # seconds, for any one form


def seconds(make: Callable[[Report], object], report: Report) -> float:
    start = time.perf_counter()
    make(report)
    return time.perf_counter() - start


def main() -> int:
    worst = 0.0
    for language in ("fi", "en"):
        report = samples.full(language)
        for name, make in (("pdf", pdf.make), ("html", page.make), ("xlsx", sheet.make)):
            taken = seconds(make, report)
            worst = max(worst, taken)
            print(f"{name} {language}: {taken:.2f} s")
    print(f"slowest: {worst:.2f} s of {LIMIT:.0f} s")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
