"""Pictures and films of posts. They lie in the database, so every worker on every machine has them."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.engagement.models.post import Post
from virta.people.models import WorkspaceRow
from virta.records.models import new_key


class MediaFile(WorkspaceRow):
    """The bytes of a picture or film, cleaned; once however many posts use them."""

    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    thumb = models.BinaryField(default=bytes)
    """A small JPEG; empty for a film."""
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    seconds = models.FloatField(null=True)
    size = models.PositiveBigIntegerField()
    codec = models.CharField(max_length=20, blank=True)
    """How a film's pictures are written (`virta.networks.films.CODECS`)."""
    rate = models.FloatField(null=True)
    """A film's pictures a second."""
    fits = models.JSONField(default=dict)
    """What became of the picture when it was made ready for networks, by their limits
    (virta/engagement/fitting.py)."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["workspace", "sha256"], name="one_media_file")
        ]

    def __str__(self) -> str:
        return f"{self.mime} {self.sha256[:8]}"

    @property
    def is_film(self) -> bool:
        return self.mime.startswith("video/")


class Attachment(WorkspaceRow):
    """A picture or film as a post uses it: its place and its words."""

    key = models.CharField(max_length=16, default=new_key, editable=False, unique=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(MediaFile, on_delete=models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200, blank=True)
    alt = models.TextField(_("alt text"), blank=True, max_length=2000)
    focus_x = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-1), MaxValueValidator(1)]
    )
    focus_y = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-1), MaxValueValidator(1)]
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.name or self.key

    @property
    def point(self) -> tuple[int, int] | None:
        """The point to keep in view, in percent from the left and from the top; None for none."""
        if self.focus_x is None:
            return None
        across, up = self.focus_x, self.focus_y or 0.0
        return round((across + 1) * 50), round((1 - up) * 50)

    @property
    def mark(self) -> tuple[int, int, int]:
        """The same in the picture's own pixels, and how large its mark is drawn there."""
        left, top = self.point or (50, 50)
        width, height = self.file.width, self.file.height
        return left * width // 100, top * height // 100, max(width, height) // 30
