"""The tags that links of posts get."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from virta.engagement.forms import LinkRuleForm
from virta.engagement.models import LinkRule
from virta.networks import tagging
from virta.people.access import Action, needs
from virta.people.http import Request

EXAMPLE = {"activity": "Summer on the islands", "pillar": "Nature", "channel": "Our Mastodon"}


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def rule(request: Request) -> HttpResponse:
    """The workspace's rule, with an example of what it makes of a link."""
    kept = LinkRule.objects.of(request.workspace).first()
    kept = kept or LinkRule(workspace=request.workspace)
    form = LinkRuleForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept. Posts that are scheduled from now on get these tags."))
        return redirect("engagement:links", request.workspace.slug)
    context = {"form": form, "places": tagging.PLACES}
    if kept.hosts and not form.errors:
        link = f"https://{kept.hosts.split()[0]}/"
        tags = tagging.fill(kept.templates, EXAMPLE | {"network": "mastodon"})
        context["example"] = tagging.tag(link, tags)
    return render(request, "engagement/links.html", context)
