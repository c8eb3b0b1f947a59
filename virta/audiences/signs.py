"""What the work shows of target groups and channels."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.audiences import gaps
from virta.audiences.models import SILENT, Audience, Channel
from virta.people.models import Workspace
from virta.records.signs import Sign, judged


def signs(workspace: Workspace, today: date) -> list[Sign]:
    """Six signs: groups are known, reached and spoken to; channels serve, live and are safe."""
    groups, active = Audience.objects.of(workspace), gaps.active(workspace)
    channels, people = active.count(), groups.count()
    groups_url = reverse("records:audience_list", args=[workspace.slug])
    channels_url = reverse("records:channel_list", args=[workspace.slug])
    gaps_url = reverse("audiences:gaps", args=[workspace.slug])
    ours = Channel.objects.of(workspace).exclude(state__in=["strange", "closed"])
    told = ours.exclude(second_factor=Channel.SecondFactor.UNKNOWN).count()
    return [
        judged(
            "needs",
            _("%(good)s of %(seen)s target groups say what they need"),
            people,
            groups.exclude(wants="").count(),
            groups_url,
        ),
        judged(
            "known",
            _("of %(good)s of %(seen)s target groups it is written how they are known"),
            people,
            groups.exclude(known_from="").count(),
            groups_url,
        ),
        judged(
            "reached",
            _("%(good)s of %(seen)s target groups are reached by a channel in use"),
            people,
            people - gaps.unserved(workspace).count(),
            gaps_url,
        ),
        judged(
            "serving",
            _("%(good)s of %(seen)s active channels serve an objective"),
            channels,
            channels - gaps.purposeless(workspace).count(),
            gaps_url,
        ),
        judged(
            "living",
            _("%(good)s of %(seen)s active channels had a post within 60 days"),
            active.filter(last_post_on__isnull=False).count(),
            active.filter(last_post_on__gt=today - SILENT).count(),
            gaps_url,
        ),
        judged(
            "safe",
            _("%(good)s of %(seen)s channels take a second step to sign in"),
            told,
            ours.filter(second_factor=Channel.SecondFactor.ON).count(),
            channels_url,
        ),
    ]
