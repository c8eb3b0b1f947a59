"""What is listened to, where, what was heard and what it means."""

from virta.listening.models.alarm import Alarm, Gauge
from virta.listening.models.insight import Insight, InsightMention
from virta.listening.models.mention import Hit, Intake, Mention, Tally
from virta.listening.models.privacy import Retention, Unwanted
from virta.listening.models.rule import MentionRule, RuleAlarm, Untried
from virta.listening.models.search import Search
from virta.listening.models.source import Source
from virta.listening.models.tag import MentionTag, Tag
from virta.listening.models.view import DefaultView, SavedView
from virta.listening.models.work import JobPart, MentionAssignment, MentionEvent, MentionJob

__all__ = [
    "Alarm",
    "DefaultView",
    "Gauge",
    "Hit",
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
    "Retention",
    "RuleAlarm",
    "SavedView",
    "Search",
    "Source",
    "Tag",
    "Tally",
    "Untried",
    "Unwanted",
]
