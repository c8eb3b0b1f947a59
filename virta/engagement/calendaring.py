"""Posts and slots that nobody has written yet as entries of one calendar."""

from collections import defaultdict
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from virta.activities import plan
from virta.activities.calendars import Calendar, Entry, Frame, laid_out
from virta.activities.models import Slot
from virta.activities.outcomes import outcomes
from virta.engagement import alike, scheduling
from virta.engagement.models import Delivery, Post
from virta.engagement.own_posts import FOUND, ITSELF, OFF_PLAN
from virta.engagement.showing import FOUND_ICON, icon_of
from virta.people.models import Workspace
from virta.records.kinds import kind_of

State = Delivery.State
UNWRITTEN, DRAFT = "unwritten", "draft"
NARROWED_BY = {"channel": "channels__key", "activity": "activity__key", "pillar": "pillar__key"}
FIRST = (
    State.REFUSED,
    State.LATE,
    State.HELD,
    State.SIGN_IN,
    State.UNSURE,
    State.BY_HAND,
    State.WAITING,
    State.SENDING,
    State.SCHEDULED,
    State.GONE,
    State.PUBLISHED,
)
"""Of a post with several channels the state that most needs somebody is the one that is drawn."""


def narrowing(query: dict[str, str]) -> Q:
    """What an address narrows the posts to."""
    wanted = Q()
    for name, path in NARROWED_BY.items():
        if value := query.get(name):
            wanted &= Q(**{path: value})
    if query.get("owner", "").isdecimal():
        wanted &= Q(owner=query["owner"])
    state = query.get("state", "")
    going = Exists(
        Delivery.objects.filter(post=OuterRef("pk")).exclude(state=State.CANCELLED).order_by()
    )
    if state == DRAFT:
        wanted &= Q(~going)
    elif state == FOUND:
        wanted &= Q(found_at__isnull=False)
    elif state == OFF_PLAN:
        wanted &= Q(activity__isnull=True)
    elif state in State.values:
        wanted &= Q(Exists(Delivery.objects.filter(post=OuterRef("pk"), state=state)))
    return wanted


def calendar(
    workspace: Workspace, frame: Frame, query: dict[str, str], *, movable: bool
) -> Calendar:
    """Posts, unwritten slots and days that matter on the days of a frame. Of crowded days only the
    first are fetched whole."""
    entries, counts = plan.day_entries(workspace, frame), defaultdict[date, int](int)
    parts = []
    if query.get("state") != UNWRITTEN:
        parts.append(post_entries(workspace, frame, query, movable=movable))
    if query.get("state", "") in {"", UNWRITTEN}:
        parts.append(unwritten(workspace, frame, query, movable=movable))
    for found, numbers in parts:
        entries += found
        for day, number in numbers.items():
            counts[day] += number
    return laid_out(frame, entries, counts)


def unwritten(
    workspace: Workspace, frame: Frame, query: dict[str, str], *, movable: bool
) -> tuple[list[Entry], dict[date, int]]:
    """The slots to be filled that have no post; one that somebody has settled is not among them."""
    rest = {name: value for name, value in query.items() if name != "state"}
    written = Exists(Post.objects.filter(slot=OuterRef("pk")).order_by())
    only = ~written & Q(state__in=[Slot.State.PLANNED, Slot.State.MOVED])
    told = outcomes(workspace, *plan.bounds(frame))
    return plan.slot_entries(workspace, frame, rest, told, movable=movable, only=only)


def post_entries(
    workspace: Workspace, frame: Frame, query: dict[str, str], *, movable: bool
) -> tuple[list[Entry], dict[date, int]]:
    """The first posts of each day as entries, and how many there are in all."""
    rows = Post.objects.of(workspace).filter(narrowing(query))
    wanted, counts = plan.first_of_each_day(rows, frame)
    return Drawing(workspace, movable=movable).entries(wanted), counts


class Drawing:
    """Posts as entries, with few questions to the database."""

    FIELDS = ("pk", "key", "at", "zone", "title", "text", "version", "found_at")

    def __init__(self, workspace: Workspace, *, movable: bool) -> None:
        self.workspace, self.movable = workspace, movable
        self.zone = timezone.get_current_timezone()
        self.base = kind_of(Post).list_url(workspace)

    def entries(self, numbers: list[int]) -> list[Entry]:
        """The posts of these row numbers, in the order of their time."""
        posts = list(Post.objects.filter(pk__in=numbers).order_by("at", "pk").only(*self.FIELDS))
        states: dict[int, set[str]] = defaultdict(set)
        for post, state in Delivery.objects.filter(post__in=numbers).values_list("post", "state"):
            states[post].add(state)
        channels: dict[int, list[str]] = defaultdict(list)
        through = Post.channels.through.objects.filter(post__in=numbers)
        for post, title in through.order_by("channel__title").values_list("post", "channel__title"):
            channels[post].append(title)
        heeds = alike.heeds(self.workspace, numbers)
        return [
            self.entry(one, states[one.pk], channels[one.pk], heeds.get(one.pk, ""))
            for one in posts
        ]

    def entry(self, post: Post, states: set[str], channels: list[str], heed: str) -> Entry:
        """One post at its time in the reader's own zone."""
        if post.at is None:
            raise ValueError("A post without a time has no place in a calendar.")
        here = post.at.astimezone(self.zone)
        shown = next((one for one in FIRST if one in states), None)
        mark = str(shown.label) if shown else _("draft")
        is_found = bool(post.found_at) and shown == State.PUBLISHED
        if is_found:
            mark = str(ITSELF)
        url = f"{self.base}{post.key}/"
        beside = " · ".join([mark, *channels[:3]])
        return Entry(
            title=str(post),
            url=url,
            day=here.date(),
            clock=here.time().replace(second=0, microsecond=0),
            detail=beside + plan.other_zone(post.at, post.zone or str(self.zone), here),
            icon=FOUND_ICON if is_found else icon_of(shown),
            mark=mark,
            tone="out" if shown == State.PUBLISHED else "post",
            move_url=f"{url}move/" if self.movable and may_move(states) else "",
            seen=post.version,
            key=post.key,
            heed="" if post.found_at else heed,
        )


def may_move(states: set[str]) -> bool:
    """Whether nothing of a post is out, nor may be: only then its time may still change."""
    return states <= {*scheduling.OPEN, State.CANCELLED}


def legend(calendar: Calendar) -> list[tuple[str, str]]:
    """Icon and word of every state that is on show, for those who do not know the icons."""
    drawn = [one for cell in calendar.cells for one in cell.entries]
    return sorted({(one.icon, one.mark) for one in drawn if one.mark}, key=lambda pair: pair[1])
