"""How long what others wrote is kept, and whose words are not to be stored again."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import WorkspaceRow

MONTHS = 13
EXPORT_DAYS = 7


class Retention(WorkspaceRow):
    """How long each class of data is kept, and what the last tidying erased."""

    months = models.PositiveSmallIntegerField(
        _("months that mentions are kept"),
        default=MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    export_days = models.PositiveSmallIntegerField(
        _("days that files made of mentions are kept"),
        default=EXPORT_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    ran_at = models.DateTimeField(null=True, editable=False)
    """When it was last looked for what is too old."""
    erased = models.PositiveBigIntegerField(default=0, editable=False)
    """Mentions that went the last time that any did."""
    erased_at = models.DateTimeField(null=True, editable=False)
    erased_in_all = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="listening_one_retention")
        ]


class Unwanted(WorkspaceRow):
    """Somebody who asked not to be stored again: a keyed hash of an account, and no name."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="listening_unwanted_once")
        ]
