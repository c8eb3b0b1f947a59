"""Which time a reader looks at, with what it is compared, and in which steps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from virta.activities.shares import midnight

LONGEST = 366
"""Days that can be looked at in one go."""
YEAR = 364
"""A year in whole weeks, so that weekdays meet weekdays."""
BY_HOUR, BY_DAY = 3, 92
"""Up to so many days the steps are hours, up to so many days; beyond they are weeks."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the reader's time zone, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The moment after its end."""
        return midnight(self.last + timedelta(days=1))

    @property
    def step(self) -> str:
        """hour, day or week."""
        if self.days <= BY_HOUR:
            return "hour"
        return "day" if self.days <= BY_DAY else "week"

    def moved(self, days: int) -> "Period":
        """The same number of days, so many earlier."""
        back = timedelta(days=days)
        return Period(self.first - back, self.last - back)

    def before(self) -> "Period":
        return self.moved(self.days)

    def year_ago(self) -> "Period":
        return self.moved(YEAR)

    def steps(self) -> list[tuple[datetime, datetime]]:
        """Beginning and end of each step; the last week may be shorter."""
        if self.step == "hour":
            number = int((self.until - self.since) / timedelta(hours=1))
            at = [self.since + timedelta(hours=one) for one in range(number + 1)]
        else:
            width = 1 if self.step == "day" else 7
            at = [midnight(self.first + timedelta(days=one)) for one in range(0, self.days, width)]
            at.append(self.until)
        return list(pairwise(at))
