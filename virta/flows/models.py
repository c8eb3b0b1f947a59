"""What flows keep: the worker's sign of life, and what all workers know of hosts they ask."""

from datetime import datetime, timedelta

from django.db import models


class Pulse(models.Model):
    """When each worker last went round."""

    ALIVE = timedelta(seconds=30)
    SWEEPS = timedelta(minutes=1)
    """A sweep of the queue comes to its end within seconds; after so long something hangs."""
    GONE = timedelta(minutes=10)
    """Without any sign of life for so long a worker is no more: killed, and not its last words."""

    worker = models.CharField(max_length=100, unique=True)
    beat_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, auto_now_add=True)
    swept_at = models.DateTimeField(null=True)
    """When it last went through what is due to go out, to the end."""

    def __str__(self) -> str:
        return f"{self.worker} {self.beat_at:%H:%M:%S}"

    @classmethod
    def is_alive(cls, now: datetime) -> bool:
        return cls.objects.filter(beat_at__gt=now - cls.ALIVE).exists()

    @classmethod
    def present(cls, now: datetime) -> list["Pulse"]:
        """Workers that have not ended, as far as anybody can tell; who swept longest ago first."""
        gone = now - cls.GONE
        signs = models.Q(beat_at__gt=gone) | models.Q(swept_at__gt=gone)
        rows = list(cls.objects.filter(signs).order_by("worker"))
        return sorted(rows, key=lambda one: one.since or now)

    @classmethod
    def oldest_sweep(cls, now: datetime) -> datetime | None:
        """When the worker whose last sweep is the oldest made it; nothing where none noted one."""
        return min((one.swept_at for one in cls.present(now) if one.swept_at), default=None)

    @classmethod
    def hanging(cls, now: datetime) -> list["Pulse"]:
        """Those of them whose sweep of the queue has not come to its end for too long."""
        limit = now - cls.SWEEPS
        return [one for one in cls.present(now) if one.since is not None and one.since <= limit]

    @classmethod
    def forget_gone(cls, now: datetime) -> int:
        """Drop the rows of workers that are no more. Returns how many."""
        silent = models.Q(swept_at__isnull=True) | models.Q(swept_at__lte=now - cls.GONE)
        return cls.objects.filter(silent, beat_at__lte=now - cls.GONE).delete()[0]

    @property
    def since(self) -> datetime | None:
        """Since when it has not gone through the queue: from its last sweep, or its beginning."""
        return self.swept_at or self.begun_at


class Place(models.Model):
    """Where all workers together are in going through many rows, some of them at a time."""

    name = models.CharField(max_length=60, unique=True)
    after = models.BigIntegerField(default=0)
    """The key of the row that was the last one."""
    at = models.DateTimeField(null=True)
    """When somebody last took some."""

    def __str__(self) -> str:
        return f"{self.name} {self.after}"


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


class Window(models.Model):
    """How much of what a server takes in a stretch of time is used, over all workers."""

    name = models.CharField(max_length=300, unique=True)
    begun_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.used}"
