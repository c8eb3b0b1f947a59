"""The kinds of objects of the factor Participating and involving: posts and snippets."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from virta.activities.kinds import of_model, of_relation
from virta.activities.models import Activity
from virta.balance.framework import Factor
from virta.engagement import hand, own_posts, proofs
from virta.engagement.file_columns import file_columns
from virta.engagement.following import changed
from virta.engagement.models import Delivery, Post, Snippet
from virta.engagement.published import PUBLISHED
from virta.engagement.showing import post_page, states_of
from virta.records.filters import by, by_number, people
from virta.records.kinds import Column, Filter, Kind, register


def notice_url(post: Any, about: str) -> str:
    """What waits for a yes, or is to be published by hand, has a page of its own."""
    if about.startswith("approve:"):
        return proofs.url_of(post)
    key = hand.leads_to(about)
    return reverse("engagement:hand_one", args=[post.workspace.slug, key]) if key else ""


def by_state(rows: Any, value: str) -> Any:
    """Posts by the state of a delivery, or by where they came from."""
    if value == own_posts.FOUND:
        return rows.filter(found_at__isnull=False)
    if value == own_posts.OFF_PLAN:
        return rows.filter(activity__isnull=True)
    return rows.filter(deliveries__state=value)


register(
    Kind(
        name="post",
        path="posts",
        model=Post,
        factor=Factor.ENGAGEMENT,
        one=_("post"),
        many=_("posts"),
        form="virta.engagement.forms.PostForm",
        lead=_("What goes out, when and where; each channel with its own state."),
        empty=_("Connect a channel, then write your first post and give it a time."),
        columns=[
            Column("title", _("name"), str, "title"),
            Column("at", _("goes out"), lambda one: one.at, "at", "moment"),
            Column("state", _("state"), states_of),
            Column("channels", _("channels"), lambda one: one.channels, "", "records"),
            Column(
                "activity", _("activity"), lambda one: one.activity, "activity__title", "record"
            ),
            Column(
                "pillar", _("content pillar"), lambda one: one.pillar, "pillar__title", "record"
            ),
            Column("owner", _("who writes it"), lambda one: one.owner, "owner__name", "person"),
            Column("text", _("text"), lambda one: one.text),
            Column("language", _("language"), lambda one: one.language, "language"),
        ],
        filters=[
            Filter(
                "state",
                _("state"),
                lambda _workspace: [*Delivery.State.choices, *own_posts.CHOICES],
                by_state,
            ),
            Filter("channel", _("channel"), of_relation(Post, "channels"), by("channels__key")),
            Filter("activity", _("activity"), of_model(Activity), by("activity__key")),
            Filter("owner", _("who writes it"), people, by_number("owner")),
        ],
        search=("title", "text"),
        sought="sought",
        order=("-at", "-pk"),
        in_file=file_columns,
        related=(
            "activity__workspace",
            "pillar__workspace",
            "owner",
            "slot",
            "repeat_of__workspace",
        ),
        prefetch=("channels", "channels__workspace", "deliveries"),
        up=("activity__objectives", "activity", "channels", "pillar"),
        item="post",
        trace=PUBLISHED,
        notice_url=notice_url,
        page="engagement/post.html",
        context=post_page,
        listed="engagement/post_list.html",
        changed=changed,
        icon="send",
    )
)

register(
    Kind(
        name="snippet",
        path="snippets",
        model=Snippet,
        factor=Factor.ENGAGEMENT,
        one=_("snippet"),
        many=_("snippets"),
        form="virta.engagement.forms.SnippetForm",
        lead=_("Words that you use again and again: a closing line, hashtags, a legal note."),
        empty=_("Write the words once; from then on they are one choice away in every post."),
        columns=[
            Column("title", _("name"), str, "title"),
            Column("text", _("text"), lambda one: one.text),
            Column("language", _("language"), lambda one: one.language, "language"),
        ],
        search=("title", "text"),
        order=("title", "pk"),
        item="",
        icon="text-quote",
    )
)
