"""What is listened to, where, what was heard and what it means."""

from virta.listening.models.alarm import (
    Alarm,
    AlarmSettings,
    Call,
    Gauge,
    Gauged,
    RuleAlarm,
    Sort,
)
from virta.listening.models.digest import Digest
from virta.listening.models.file import SourceFile
from virta.listening.models.insight import Insight, InsightMention
from virta.listening.models.mention import Hit, Intake, Mention, Tally
from virta.listening.models.privacy import Retention, Unwanted
from virta.listening.models.rollup import ALL, Gap, Hourly, Ranking, Span
from virta.listening.models.rule import MentionRule, Untried
from virta.listening.models.search import Search
from virta.listening.models.source import Source
from virta.listening.models.surplus import Surplus, SurplusPost
from virta.listening.models.tag import MentionTag, Tag
from virta.listening.models.view import DefaultView, SavedView
from virta.listening.models.work import JobPart, MentionAssignment, MentionEvent, MentionJob

__all__ = [
    "ALL",
    "Alarm",
    "AlarmSettings",
    "Call",
    "DefaultView",
    "Digest",
    "Gap",
    "Gauge",
    "Gauged",
    "Hit",
    "Hourly",
    "Insight",
    "InsightMention",
    "Intake",
    "JobPart",
    "Mention",
    "MentionAssignment",
    "MentionEvent",
    "MentionJob",
    "MentionRule",
    "MentionTag",
    "Ranking",
    "Retention",
    "RuleAlarm",
    "SavedView",
    "Search",
    "Sort",
    "Source",
    "SourceFile",
    "Span",
    "Surplus",
    "SurplusPost",
    "Tag",
    "Tally",
    "Untried",
    "Unwanted",
]
