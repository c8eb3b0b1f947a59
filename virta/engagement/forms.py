"""The forms of posts and of what helps in writing them."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.activities.forms.fields import ClockField, DayField, LongSelect
from virta.activities.forms.slots import YEARS, ZonedForm, zone_field
from virta.activities.models import Slot
from virta.audiences.models import Channel
from virta.engagement import channel_fields, measuring
from virta.engagement.models import Connection, LinkRule, Post, Snippet
from virta.engagement.preview import Preview, previews_of
from virta.kit.wallclock import moment
from virta.networks import tagging
from virta.people.models import Workspace
from virta.records.forms import RecordForm

OF_FOUND = (
    "title",
    "activity",
    "pillar",
    "owner",
    "language",
    "note",
    "reason",
    "seen",
    "decision",
)
"""The fields of a post that was found on its network."""


class PostForm(ZonedForm):
    """One text, its channels and time, and where a channel says it otherwise, its own text."""

    asks_reason = False
    template = "engagement/post_form.html"
    begins = ("split",)
    day = DayField(label=_("Day"), required=False)
    clock = ClockField(label=_("Time"), required=False)
    zone = zone_field()
    slot = forms.CharField(
        label=_("Planned slot"), required=False, max_length=16, widget=forms.HiddenInput
    )

    class Meta:
        model = Post
        fields: ClassVar[list[str]] = [
            "text",
            "title",
            "channels",
            "activity",
            "pillar",
            "owner",
            "repeats",
            "repeats_until",
            "schedules_itself",
            "language",
            "too_late",
            "note",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "activity": LongSelect,
            "pillar": LongSelect,
            "owner": LongSelect,
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "repeats": _("Each time becomes a draft of its own two weeks ahead."),
            "text": _("A line with only --- begins the next post of a thread."),
        }

    field_order = ("text", "channels", "day", "clock", "zone", "activity", "pillar")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.of_repeat()
        self.of_found()
        if self.instance.pk is not None:
            self.begin()
        elif self.initial.get("slot") and not self.is_bound:
            self.begin_from_slot(str(self.initial["slot"]))
        for channel in self.said_otherwise():
            self.fields.update(channel_fields.fields_of(self.instance, channel))
            if self.initial.get("split") == channel.key:
                self.begin_split(channel)

    def begin(self) -> None:
        """The moment as day and time in its own zone."""
        post = self.instance
        if post.at is not None:
            local = post.local
            self.initial.update(day=local.date(), clock=local.time(), zone=post.zone)
        self.initial["slot"] = post.slot.key if post.slot else ""

    def begin_from_slot(self, key: str) -> None:
        """What the plan says of the post to be written."""
        slot = Slot.objects.of(self.workspace).filter(key=key).first()
        if slot is None:
            return
        local = slot.local
        self.initial.update(
            day=local.date(),
            clock=local.time(),
            zone=slot.zone,
            title=slot.title,
            activity=slot.activity_id,
            pillar=slot.pillar_id,
            owner=slot.owner_id,
            channels=[slot.channel_id] if slot.channel_id else [],
        )

    def begin_split(self, channel: Channel) -> None:
        """The channel's text begins as a thread of parts that fit; nothing is stored yet."""
        connection = Connection.objects.filter(channel=channel).first()
        parts = measuring.split(self.instance, channel, connection.facts if connection else {})
        if parts:
            self.initial[channel_fields.text_name(channel)] = parts

    def of_repeat(self) -> None:
        """What a repetition has made does not repeat again."""
        if self.instance.repeat_of_id is not None:
            for name in ("repeats", "repeats_until", "schedules_itself"):
                del self.fields[name]

    def of_found(self) -> None:
        """What was published on its network itself stays as it was found; what it is to ourselves
        may be said."""
        if self.instance.found_at:
            self.fields = {one: self.fields[one] for one in self.fields if one in OF_FOUND}

    def clean_slot(self) -> Slot | None:
        """The slot that it is written for."""
        key = self.cleaned_data["slot"]
        found: Slot | None = Slot.objects.of(self.workspace).filter(key=key).first()
        if key and found is None:
            raise forms.ValidationError(_now("The planned slot is not there any more."))
        return found

    @property
    def snippets(self) -> list[Snippet]:
        """What may be put into the text by one choice."""
        return list(Snippet.objects.of(self.workspace).order_by("title", "pk")[:100])

    @property
    def previews(self) -> list[Preview]:
        """The stored post as its networks show it: what is there before anything is typed."""
        return previews_of(self.instance) if self.instance.pk is not None else []

    @property
    def of_all(self) -> list[forms.BoundField]:
        """The fields that are the post's own, whatever its channels."""
        mine = {one for channel in self.said_otherwise() for one in self.names_of(channel)}
        return [field for field in self.visible_fields() if field.name not in mine]

    @property
    def of_channels(self) -> list[tuple[Channel, bool, list[forms.BoundField]]]:
        """Each channel with its own fields; open where something is said there, or is wrong."""
        found = []
        for channel in self.said_otherwise():
            fields = [self[name] for name in self.names_of(channel)]
            is_open = (
                channel.key in self.instance.versions
                or self.initial.get("split") == channel.key
                or any(one.errors for one in fields)
            )
            found.append((channel, is_open, fields))
        return found

    def names_of(self, channel: Channel) -> list[str]:
        """The names of a channel's own fields."""
        options = channel_fields.options_of(channel)
        return [
            channel_fields.text_name(channel),
            *(channel_fields.option_name(channel, one) for one in options),
        ]

    def said_otherwise(self) -> list[Channel]:
        """The channels that have fields of their own in this form."""
        return [] if self.instance.found_at else self.own_channels()

    def own_channels(self) -> list[Channel]:
        """The channels that the post has now: each may have a text of its own."""
        if self.instance.pk is None:
            return []
        return list(self.instance.channels.order_by("title", "pk"))

    def clean_too_late(self) -> int:
        """A file may leave it out."""
        return int(self.cleaned_data["too_late"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.instance.found_at:
            return data
        if data.get("day"):
            self.take_moment(data)
        elif "day" not in self.errors:
            if data.get("clock"):
                self.add_error("day", _now("Say on which day, or leave out the time."))
            self.instance.at = None
        self.take_repeats(data)
        self.instance.slot = data.get("slot") or self.instance.slot
        self.take_versions(data)
        return data

    def take_repeats(self, data: dict[str, Any]) -> None:
        """A repetition counts from a day, and ends after it begins."""
        if not data.get("repeats"):
            return
        if not data.get("day"):
            self.add_error("day", _now("Say on which day the post comes out for the first time."))
        elif data.get("repeats_until") and data["repeats_until"] < data["day"][0]:
            self.add_error("repeats_until", _now("The repetition would end before it begins."))

    def take_moment(self, data: dict[str, Any]) -> None:
        """Day, time and zone as an instant."""
        day, beside = data["day"]
        clock = data.get("clock") or beside
        if day.year not in YEARS:
            self.add_error("day", _now("The year cannot be right. Write it with four digits."))
        elif clock is None and "clock" not in self.errors:
            self.add_error("clock", _now("Say at what time of the day."))
        elif clock is not None:
            self.instance.zone = data["zone"]
            self.instance.at = moment(day, clock, data["zone"])

    @classmethod
    def more_columns(cls, workspace: Workspace) -> dict[str, forms.Field]:
        """A file may have a column for each channel's own text and for each of its options."""
        found: dict[str, forms.Field] = {}
        for one in Channel.objects.of(workspace).order_by("title", "pk"):
            found |= channel_fields.columns_of(one)
        return found

    def versions_in_file(self, data: dict[str, Any]) -> dict[str, Any]:
        """What a row of a file says of the channels of its new post."""
        found: dict[str, Any] = {}
        for one in data.get("channels") or []:
            said, wrong = channel_fields.in_file(one, self.data)
            found |= {one.key: said} if said else {}
            for sentence in wrong:
                self.add_error(None, sentence)
        return found

    def take_versions(self, data: dict[str, Any]) -> None:
        """The channels' own texts and options; nothing where they say nothing of their own."""
        if self.instance.pk is None:
            self.instance.versions = self.versions_in_file(data)
            return
        versions = dict(self.instance.versions)
        for channel in self.own_channels():
            versions.pop(channel.key, None)
            kept = channel_fields.taken(channel, data)
            if kept:
                versions[channel.key] = kept
        self.instance.versions = versions


class SnippetForm(RecordForm):
    """A piece of text under a name."""

    asks_reason = False

    class Meta:
        model = Snippet
        fields: ClassVar[list[str]] = ["title", "text", "language"]
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea(attrs={"rows": 5})}


class LinkRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which tags links get: plain words, or places in braces."""

    TAGS = ("source", "medium", "campaign", "content", "term")

    class Meta:
        model = LinkRule
        fields: ClassVar[list[str]] = ["hosts", "source", "medium", "campaign", "content", "term"]
        widgets: ClassVar[dict[str, Any]] = {"hosts": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in self.TAGS:
            try:
                tagging.fill({name: data.get(name, "")}, {})
            except ValueError:
                places = ", ".join(f"{{{one}}}" for one in tagging.PLACES)
                said = _now("Write plain words, or one of these: %(places)s.") % {"places": places}
                self.add_error(name, said)
        return data

    def clean_hosts(self) -> str:
        """Names of sites, one a line; what was pasted as an address loses the rest."""
        found = []
        for one in self.cleaned_data["hosts"].split():
            name = one.split("://")[-1].split("/")[0].strip(".").lower()
            if "." not in name:
                said = _now("%(name)s is not the name of a site, such as example.fi.")
                raise forms.ValidationError(said % {"name": one})
            found.append(name)
        return "\n".join(dict.fromkeys(found))
