"""Who wants to be told regularly of what is heard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person, WorkspaceRow


class Digest(WorkspaceRow):
    """That a person is sent what was heard, by e-mail."""

    class Every(models.TextChoices):
        """How often."""

        DAY = "day", _("every morning")
        WEEK = "week", _("on Monday mornings")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    every = models.CharField(max_length=4, choices=Every)
    told_on = models.DateField(null=True)
    """The day, in the person's own zone, on which it was last written."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person"], name="listening_one_digest_a_person"
            )
        ]
