"""What every page's frame shows: the navigation, the workspaces, whether the worker lives."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from virta.balance import words
from virta.balance.framework import INNER, LINK, OUTER, Factor
from virta.flows.models import Pulse
from virta.people.models import Workspace
from virta.records.commenting import unseen
from virta.records.kinds import kinds
from virta.records.places import places_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html. What a page does not use is not asked of the database."""
    workspace = getattr(request, "workspace", None)
    return {
        "nav": navigation(request.path, workspace) if workspace else [],
        "workspaces": SimpleLazyObject(lambda: workspaces_of(request)),
        "unseen": SimpleLazyObject(lambda: unseen(workspace, request.user) if workspace else 0),
        "worker_alive": SimpleLazyObject(lambda: Pulse.is_alive(datetime.now(UTC))),
        "may": getattr(request, "may", None),
        "person_menu": person_menu(request),
        "workspace_menu": workspace_menu(request, workspace),
    }


def workspaces_of(request: Any) -> list[Workspace]:
    if not request.user.is_authenticated:
        return []
    return list(Workspace.objects.mine(request.user).order_by("name"))


def person_menu(request: Any) -> list[dict[str, str]]:
    """What somebody signed in does about themselves."""
    workspace = getattr(request, "workspace", None)
    mine = []
    if workspace is not None and request.may["take_part"]:
        mine = [
            entry(_("My week"), reverse("assessment:week", args=[workspace.slug]), "calendar-clock")
        ]
    return [
        *mine,
        entry(_("My account"), reverse("people:me"), "user-round"),
        entry(_("My workspaces"), reverse("people:workspaces"), "layout-grid"),
    ]


def workspace_menu(request: Any, workspace: Workspace | None) -> list[dict[str, str]]:
    """What is done about the workspace itself, as far as this visitor may."""
    if workspace is None or not request.user.is_authenticated:
        return []
    slug = workspace.slug
    shown = [entry(_("People"), reverse("people:people", args=[slug]), "users-round")]
    if request.may["manage_people"]:
        shown.append(entry(_("Settings"), reverse("people:workspace", args=[slug]), "settings"))
    if request.may["lead"]:
        profile = reverse("people:reference", args=[slug])
        shown.append(entry(_("Reference profile"), profile, "sliders-horizontal"))
        shown.append(entry(_("Status"), reverse("pages:status", args=[slug]), "activity"))
    if request.may["see_audit"]:
        shown.append(entry(_("Audit log"), reverse("people:audit", args=[slug]), "scroll-text"))
    if request.may["export_answers"]:
        away = reverse("pages:archive", args=[slug])
        shown.append(entry(_("Take the workspace away"), away, "archive"))
    return [*shown, entry(_("New workspace"), reverse("people:workspace_new"), "plus")]


def entry(label: str, url: str, icon: str) -> dict[str, str]:
    return {"label": label, "url": url, "icon": icon}


def navigation(path: str, workspace: Workspace) -> list[dict[str, Any]]:
    """The five places of the house, with the numbered factors inside them."""
    home = reverse("pages:today", args=[workspace.slug])
    factors = f"{home}factors/"
    places = [
        place("today", _("Today"), home),
        place("strategy", _("Strategy"), f"{home}strategy/", children(factors, INNER)),
        place("execution", _("Execution"), f"{home}execution/", children(factors, OUTER)),
        place("learning", _("Learning"), f"{factors}{LINK}/"),
        place("assess", _("Assess"), f"{home}assess/"),
    ]
    worked_on = factor_of(path, home, workspace)
    for one in places:
        for child in one["children"]:
            child["current"] = path == child["url"] or child["key"] == worked_on
        one["current"] = is_current(one, path, home) or one["key"] == worked_on
    return places


def factor_of(path: str, home: str, workspace: Workspace) -> str:
    """The factor whose work a page belongs to, or nothing."""
    first = path.removeprefix(home).split("/")[0]
    for kind in kinds():
        if kind.path == first:
            return str(kind.factor)
    for factor in Factor:
        if any(path.startswith(url) for _label, url, _icon in places_of(workspace, factor)):
            return str(factor)
    return ""


def place(
    key: str, label: str, url: str, inside: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {"key": key, "label": label, "url": url, "children": inside or []}


def children(base: str, factors: tuple[Factor, ...]) -> list[dict[str, Any]]:
    language = get_language() or "en"
    numbers = {factor: number for number, factor in enumerate(Factor, start=1)}
    return [
        {
            "key": factor.value,
            "number": numbers[factor],
            "label": words.factor_name(factor, language),
            "url": f"{base}{factor}/",
        }
        for factor in factors
    ]


def is_current(one: dict[str, Any], path: str, home: str) -> bool:
    if one["key"] == "today":
        return path == home or path.startswith(f"{home}diagnosis/")
    if one["key"] == "assess" and path.startswith(f"{home}report/"):
        return True
    return path.startswith(one["url"]) or any(child["current"] for child in one["children"])
