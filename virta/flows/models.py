"""What flows keep: the worker's sign of life."""

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
