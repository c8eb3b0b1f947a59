"""Filters of the mentions that people come back to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person, WorkspaceRow
from virta.records.models import new_key


class SavedView(WorkspaceRow):
    """Named filters: somebody's own, or everybody's in the workspace."""

    key = models.CharField(max_length=16, default=new_key, editable=False)
    title = models.CharField(_("name"), max_length=80)
    query = models.TextField(blank=True)
    """The filters, as an address has them."""
    is_shared = models.BooleanField(_("for everybody in the workspace"), default=False)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="listening_view_one_key")
        ]

    def __str__(self) -> str:
        return self.title


class DefaultView(WorkspaceRow):
    """The view with which the page of mentions opens for somebody."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person"], name="listening_one_default_view"
            )
        ]
