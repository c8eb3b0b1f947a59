"""What is listened to, where, what was heard and what it means."""

from virta.listening.models.alarm import Alarm, AlarmSettings, Call, Gauge, Gauged, Sort
from virta.listening.models.digest import Digest
from virta.listening.models.file import SourceFile
from virta.listening.models.insight import Insight, InsightMention
from virta.listening.models.mention import Hit, Intake, Mention, Tally
from virta.listening.models.rollup import ALL, Gap, Hourly, Ranking
from virta.listening.models.search import Search
from virta.listening.models.source import Source
from virta.listening.models.surplus import Surplus, SurplusPost

__all__ = [
    "ALL",
    "Alarm",
    "AlarmSettings",
    "Call",
    "Digest",
    "Gap",
    "Gauge",
    "Gauged",
    "Hit",
    "Hourly",
    "Insight",
    "InsightMention",
    "Intake",
    "Mention",
    "Ranking",
    "Search",
    "Sort",
    "Source",
    "SourceFile",
    "Surplus",
    "SurplusPost",
    "Tally",
]
