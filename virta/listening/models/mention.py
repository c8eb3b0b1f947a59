"""What was heard, once however many searches match, and how much of it there was."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from virta.listening.models.search import Search
from virta.listening.models.source import Source
from virta.people.models import Person, WorkspaceRow


class Mention(WorkspaceRow):
    """A post or an article that at least one search matched.

    `id` is made from the time (milliseconds, then 21 bits of chance), so that rows lie in the
    order of time in the table and in every index. `fingerprint` tells the same post again.
    """

    class Sentiment(models.IntegerChoices):
        """How somebody speaks; null where it is not known well enough to be said."""

        NEGATIVE = -1, _("negative")
        NEUTRAL = 0, _("neutral")
        POSITIVE = 1, _("positive")

    class State(models.TextChoices):
        """What has been done about it."""

        NEW = "new", _("new")
        SEEN = "seen", _("seen")
        HANDLED = "handled", _("handled")

    class Type(models.TextChoices):
        """What it is on its network."""

        POST = "post", _("post")
        REPLY = "reply", _("answer")
        REPOST = "repost", _("repost")
        QUOTE = "quote", _("quote")
        ARTICLE = "article", _("article")

    id = models.BigAutoField(primary_key=True)
    fingerprint = models.BigIntegerField(unique=True, editable=False)
    source = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    network = models.CharField(max_length=20)
    key = models.TextField()
    at = models.DateTimeField()
    heard_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    author = models.CharField(max_length=300, blank=True)
    handle = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300, blank=True)
    followers = models.BigIntegerField(null=True)
    url = models.TextField(blank=True)
    title = models.TextField(blank=True)
    text = models.TextField()
    type = models.CharField(max_length=8, choices=Type, default=Type.POST)
    about = models.TextField(blank=True)
    links = models.JSONField(default=list)
    language = models.CharField(max_length=12, blank=True)
    language_sureness = models.FloatField(null=True)
    """Null where the network told the language, else how sure the guess is, from 0 to 1."""
    sentiment = models.SmallIntegerField(choices=Sentiment, null=True)
    sureness = models.FloatField(null=True)
    corrected_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    """Who set the sentiment right, if somebody did."""
    likes = models.BigIntegerField(null=True)
    reposts = models.BigIntegerField(null=True)
    replies = models.BigIntegerField(null=True)
    fold = models.BigIntegerField(db_index=True)
    """Alike for mentions that say the same: reposts, copies, near-copies within some days."""
    sketch = models.BigIntegerField(null=True, editable=False)
    """What it says in 64 bits, alike for like texts (`virta.listening.likeness`)."""
    state = models.CharField(max_length=8, choices=State, default=State.NEW)

    class Meta:
        indexes = [
            # Of whom somebody asks what is stored, in whatever case.
            models.Index("workspace", Lower("author"), name="listening_author_low"),
            models.Index("workspace", Lower("handle"), name="listening_handle_low"),
            models.Index("workspace", Lower("name"), name="listening_name_low"),
            models.Index(fields=["workspace", "network", "id"]),
            # A rare state and a sentiment are told by the index alone, without the rows.
            models.Index(fields=["workspace", "state", "id", "sentiment"]),
            models.Index(fields=["workspace", "sentiment", "id"]),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80]

    @property
    def given_to(self) -> Person | None:
        """Whose it is."""
        given = getattr(self, "given", None)
        return given.person if given else None


class Hit(WorkspaceRow):
    """That a search matched a mention."""

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    search = models.ForeignKey(
        Search, on_delete=models.CASCADE, related_name="hits", db_index=False
    )
    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="hits")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "mention"], name="listening_one_hit")
        ]


class Tally(WorkspaceRow):
    """How many mentions a search had in an hour, by network, language and sentiment.

    Counted as mentions come in the same transaction, so that pictures need not read mentions.
    Tallies hold no personal data and stay when mentions are erased for their age.
    """

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    search = models.ForeignKey(
        Search, on_delete=models.CASCADE, related_name="tallies", db_index=False
    )
    hour = models.DateTimeField()
    network = models.CharField(max_length=20)
    language = models.CharField(max_length=12, blank=True)
    sentiment = models.SmallIntegerField(default=9)
    """As of a mention; 9 where it is not known."""
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "hour", "network", "language", "sentiment"],
                name="listening_one_tally",
            )
        ]


class Intake(WorkspaceRow):
    """What a workspace has but once. Whoever stores mentions updates it first: one by one."""

    portions = models.PositiveBigIntegerField(default=0)
    folded_until = models.DateTimeField(null=True)
    """Mentions heard before this have been held against those like them."""
    learned = models.BinaryField(default=bytes, editable=False)
    """What `virta.sentiment` learnt from the corrections of people in this workspace."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="listening_one_intake")]
