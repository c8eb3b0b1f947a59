"""The kinds of objects of the factor Listening: searches, insights, tags and rules."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from virta.activities.kinds import YES_NO, of_relation
from virta.balance.framework import Factor
from virta.listening import subjects  # noqa: F401 - mentions can be commented on
from virta.listening.models import Alarm, Insight, MentionRule, Search, Source, Tag
from virta.listening.showing import insight_page, rule_page, search_page, tag_page
from virta.people.models import Workspace
from virta.records.filters import by, by_number, people
from virta.records.kinds import Column, Filter, Kind, Other, register, register_other

BOTH = tuple(
    f"{name}{more}" for name in ("objectives", "audiences") for more in ("", "__workspace")
)

register(
    Kind(
        name="search",
        path="searches",
        model=Search,
        factor=Factor.LISTENING,
        one=_("search"),
        many=_("searches"),
        form="virta.listening.forms.SearchForm",
        lead=_("What we listen for, and what we would do with what we hear."),
        empty=_("Begin with your own name as people write it, misspellings too."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("query", _("query"), lambda one: one.query),
            Column("about", _("about"), lambda one: one.get_about_display(), "about", "state"),
            Column("peer", _("competitor or peer"), lambda one: one.peer, "", "record"),
            Column("owner", _("owner"), lambda one: one.owner, "owner__name", "person"),
            Column("objectives", _("objectives"), lambda one: one.objectives, "", "records"),
            Column("audiences", _("target groups"), lambda one: one.audiences, "", "records"),
            Column("why", _("why we listen"), lambda one: one.why),
        ],
        filters=[
            Filter("about", _("about"), lambda _workspace: Search.About.choices, by("about")),
            Filter("is_on", _("is listening"), lambda _workspace: YES_NO, by("is_on")),
        ],
        search=("title", "query"),
        order=("title",),
        related=("owner", "peer__workspace"),
        prefetch=BOTH,
        up=("objectives", "audiences", "peer"),
        down=("insights",),
        page="listening/search.html",
        context=search_page,
        icon="radar",
    )
)
register(
    Kind(
        name="insight",
        path="insights",
        model=Insight,
        factor=Factor.LISTENING,
        one=_("insight"),
        many=_("insights"),
        form="virta.listening.forms.InsightForm",
        lead=_("What we have understood from what we heard, and what was decided because of it."),
        empty=_("Mark what you hear in the mentions and write in a sentence what it means for us."),
        columns=[
            Column("title", _("what we heard"), lambda one: one.title, "title"),
            Column("state", _("state"), lambda one: one.get_state_display(), "state", "state"),
            Column("sureness", _("how sure"), lambda one: one.get_sureness_display()),
            Column("search", _("search"), lambda one: one.search, "search__title", "record"),
            Column("objectives", _("objectives"), lambda one: one.objectives, "", "records"),
            Column("audiences", _("target groups"), lambda one: one.audiences, "", "records"),
            Column("owner", _("owner"), lambda one: one.owner, "owner__name", "person"),
            Column("made_at", _("written"), lambda one: one.made_at, "made_at", "moment"),
        ],
        filters=[
            Filter("state", _("state"), lambda _workspace: Insight.State.choices, by("state")),
            Filter("owner", _("owner"), people, by_number("owner")),
            Filter("search", _("search"), of_relation(Insight, "search"), by("search__key")),
        ],
        search=("title", "detail", "decision"),
        order=("-made_at",),
        related=("owner", "search__workspace"),
        prefetch=BOTH,
        up=("search", "objectives", "audiences"),
        item="insight",
        page="listening/insight.html",
        context=insight_page,
        icon="lightbulb",
    )
)
register(
    Kind(
        name="tag",
        path="tags",
        model=Tag,
        factor=Factor.LISTENING,
        one=_("tag"),
        many=_("tags"),
        form="virta.listening.forms_work.TagForm",
        lead=_("Your own words for what mentions are about."),
        empty=_("Begin with what you would count: praise, complaint, question."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("colour", _("colour"), lambda one: one.get_colour_display(), "colour"),
            Column("about", _("when it is used"), lambda one: one.about),
        ],
        order=("title",),
        down=("rules",),
        page="listening/tag.html",
        context=tag_page,
        icon="tag",
    )
)
register(
    Kind(
        name="mention_rule",
        path="mention-rules",
        model=MentionRule,
        factor=Factor.LISTENING,
        one=_("rule for mentions"),
        many=_("rules for mentions"),
        form="virta.listening.forms_work.RuleForm",
        lead=_("If a mention is such, then this is done with it as it comes in."),
        empty=_("Begin with what always goes to the same person, such as questions of the press."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("place", _("place"), lambda one: one.place, "place", "number"),
            Column(
                "is_on", _("is in use"), lambda one: _("yes") if one.is_on else _("no"), "is_on"
            ),
            Column("searches", _("heard by"), lambda one: one.searches, "", "records"),
            Column("query", _("query"), lambda one: one.query),
            Column("tags", _("tags"), lambda one: one.tags, "", "records"),
            Column("person", _("given to"), lambda one: one.person, "person__name", "person"),
        ],
        filters=[Filter("is_on", _("is in use"), lambda _workspace: YES_NO, by("is_on"))],
        search=("title", "query"),
        order=("place", "title"),
        related=("person",),
        prefetch=("searches", "searches__workspace", "tags", "tags__workspace"),
        up=("searches",),
        down=("tags",),
        page="listening/rule.html",
        context=rule_page,
        icon="workflow",
    )
)


def source_of(workspace: Workspace, key: str) -> Source | None:
    """The source that a notice is about."""
    found: Source | None = (
        Source.objects.of(workspace).filter(pk=key).first() if key.isdecimal() else None
    )
    return found


def source_url(source: Source) -> str:
    """Its place on the page of sources."""
    address = reverse("listening:sources", args=[source.workspace.slug])
    return f"{address}#source-{source.pk}"


def alarm_of(workspace: Workspace, key: str) -> Alarm | None:
    """The alarm that a notice is about."""
    rows = Alarm.objects.of(workspace).select_related("search", "rule", "source", "workspace")
    found: Alarm | None = rows.filter(pk=key).first() if key.isdecimal() else None
    return found


def alarm_url(alarm: Alarm) -> str:
    """Its page."""
    return reverse("listening:alarm", args=[alarm.workspace.slug, alarm.pk])


register_other(Other("source", Factor.LISTENING, Source, source_of, source_url))
register_other(Other("alarm", Factor.LISTENING, Alarm, alarm_of, alarm_url, lambda one: one.title))
