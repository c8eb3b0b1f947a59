"""Words that are used again and again, and tags that links bear."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import WorkspaceRow
from virta.records.models import Record, Titled


class Snippet(Titled):
    """A piece of text to put into posts: a closing line, a set of hashtags, a legal note."""

    title = models.CharField(_("name"), max_length=120)
    text = models.TextField(_("text"))
    language = models.CharField(
        _("language"), max_length=20, blank=True, help_text=_("Such as fi, sv or en.")
    )

    class Meta(Record.Meta):
        verbose_name = _("snippet")


class LinkRule(WorkspaceRow):
    """Which campaign tags (UTM) the links of posts get. One for a workspace; none tags nothing."""

    source = models.CharField(_("utm_source"), max_length=200, blank=True, default="{network}")
    medium = models.CharField(_("utm_medium"), max_length=200, blank=True, default="social")
    campaign = models.CharField(_("utm_campaign"), max_length=200, blank=True, default="{activity}")
    content = models.CharField(_("utm_content"), max_length=200, blank=True, default="{channel}")
    term = models.CharField(_("utm_term"), max_length=200, blank=True, default="{pillar}")
    hosts = models.TextField(
        _("your own sites"),
        blank=True,
        help_text=_("One a line, such as example.fi. Only links to these, and below them, are tagged."),
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["workspace"], name="one_link_rule_a_workspace")
        ]

    def __str__(self) -> str:
        return "utm"

    @property
    def templates(self) -> dict[str, str]:
        """Each tag's template, in the order in which tags are usually written."""
        names = ("source", "medium", "campaign", "content", "term")
        return {f"utm_{name}": getattr(self, name) for name in names}
