"""What flows keep: the worker's sign of life, and what all workers know of hosts they ask."""

from datetime import datetime, timedelta

from django.db import models


class Pulse(models.Model):
    """When each worker last went round."""

    ALIVE = timedelta(seconds=30)

    worker = models.CharField(max_length=100, unique=True)
    beat_at = models.DateTimeField()
    swept_at = models.DateTimeField(null=True)
    """When it last went through what is due to go out, to the end."""

    def __str__(self) -> str:
        return f"{self.worker} {self.beat_at:%H:%M:%S}"

    @classmethod
    def is_alive(cls, now: datetime) -> bool:
        return cls.objects.filter(beat_at__gt=now - cls.ALIVE).exists()


class Host(models.Model):
    """A server that sources ask: when the next request may go there, and its rules for robots."""

    name = models.CharField(max_length=300, unique=True)
    """`host:port` for turns, `https://host:port` for rules."""
    free_at = models.DateTimeField(null=True)
    rules = models.TextField(blank=True)
    rules_state = models.CharField(max_length=8, blank=True)
    rules_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
