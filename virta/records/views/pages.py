"""The page, form, history, removal and restoring of one object of any kind."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import commenting, saving, thread, unsaved
from virta.records.forms import CommentForm, RecordForm
from virta.records.kinds import Kind
from virta.records.models import Record, Revision, Unsaved
from virta.records.reading import differences


class Pages:
    """The views of one kind, each marked with what its visitor must be allowed to do."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.new = needs(kind.write)(require_http_methods(["GET", "POST"])(self.for_new))
        self.edit = needs(kind.write)(require_http_methods(["GET", "POST"])(self.for_edit))
        self.show = needs(Action.SEE)(require_safe(self.for_show))
        self.history = needs(Action.SEE)(require_safe(self.for_history))
        self.restore = needs(kind.write)(require_POST(self.for_restore))
        self.remove = needs(kind.write)(require_http_methods(["GET", "POST"])(self.for_remove))
        self.back = needs(kind.write)(require_POST(self.for_back))

    def found(self, request: Request, record_key: str) -> Record:
        """The object, also when it has been removed; 404 where this workspace has none."""
        record: Record | None = (
            self.kind.model.everything.of(request.workspace)
            .select_related("workspace", *self.kind.related)
            .filter(key=record_key)
            .first()
        )
        if record is None:
            raise Http404
        return record

    def form(self, request: Request, record: Record | None) -> RecordForm:
        form_class = import_string(self.kind.form)
        asked = request.GET.items()
        initial = {name: one for name, one in asked if not record or name in form_class.begins}
        form: RecordForm = form_class(
            request.POST or None,
            request.FILES or None,
            instance=record,
            workspace=request.workspace,
            initial=initial,
        )
        if request.method == "GET" and "unsaved" in request.GET:
            left = self.left(request, record)
            if left is not None:
                unsaved.fill(form, left)
        return form

    def left(self, request: Request, record: Record | None) -> Unsaved | None:
        """What this person typed into this form and did not save."""
        key = record.key if record else ""
        return unsaved.kept(request.workspace, request.user, self.kind.name, key)

    def saved(self, request: Request, record: Record | None) -> None:
        """What was typed has become an object."""
        key = record.key if record else ""
        unsaved.forget(request.workspace, request.user, self.kind.name, key)

    def for_new(self, request: Request) -> HttpResponse:
        """Make an object. What the address's query names is filled in already."""
        form = self.form(request, None)
        if request.method == "POST" and form.is_valid():
            record = form.finished()
            saving.store(record, request.user, many=form.many)
            self.saved(request, None)
            commenting.tell_owner(record, None, request.user)
            messages.success(request, _("“%(title)s” is made.") % {"title": record})
            return redirect(after(request) or self.kind.url(record))
        return self.formed(request, form, None)

    def for_edit(self, request: Request, record_key: str) -> HttpResponse:
        """Change an object. If somebody else did so meanwhile, both versions are shown."""
        record = self.found(request, record_key)
        if record.removed_at:
            return redirect(self.kind.url(record))
        before = saving.snapshot(record)
        form = self.form(request, record)
        if request.method == "POST" and form.is_valid():
            return self.changed(request, form, before)
        return self.formed(request, form, record)

    def changed(self, request: Request, form: RecordForm, before: saving.Fields) -> HttpResponse:
        record = form.finished()
        seen = form.cleaned_data.get("seen") or record.version
        try:
            made = saving.store(
                record,
                request.user,
                many=form.many,
                seen=seen,
                reason=form.cleaned_data.get("reason", ""),
            )
        except saving.Conflict as conflict:
            return self.conflicted(request, form, conflict)
        self.saved(request, record)
        if made is None:
            messages.info(request, _("Nothing was changed."))
        else:
            commenting.tell_owner(record, before, request.user)
            messages.success(request, _("“%(title)s” is changed.") % {"title": record})
        return redirect(after(request) or self.kind.url(record))

    def conflicted(
        self, request: Request, form: RecordForm, conflict: saving.Conflict
    ) -> HttpResponse:
        """The form again with what this person wrote, beside what the other wrote."""
        data = request.POST.copy()
        data["seen"] = str(conflict.current.version)
        form.data = data
        last = saving.revisions(conflict.current).select_related("by").first()
        theirs = differences(self.kind, last.fields if last else {}, conflict.theirs)
        context = {"conflict": {"by": last.by if last else None, "at": last, "theirs": theirs}}
        return self.formed(request, form, conflict.current, status=409, **context)

    def formed(
        self,
        request: Request,
        form: RecordForm,
        record: Record | None,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        context = {"kind": self.kind, "form": form, "record": record, "next": after(request)} | more
        if request.method == "GET" and "unsaved" not in request.GET:
            context["unsaved"] = self.left(request, record)
        context["back"] = self.kind.url(record) if record else self.kind.list_url(request.workspace)
        template = getattr(form, "template", "records/form.html")
        return render(request, template, context, status=status)

    def for_show(self, request: Request, record_key: str) -> HttpResponse:
        """The object: what it is, what it came from, what came of it, what was said about it."""
        record = self.found(request, record_key)
        history = saving.revisions(record).select_related("by")
        context = {
            "kind": self.kind,
            "record": record,
            "facts": thread.facts(self.kind, record),
            "came_from": thread.came_from(self.kind, record),
            "came_of": thread.came_of(self.kind, record),
            "history": history[:3],
            "comments": commenting.comments_on(record),
            "comment_form": CommentForm(),
            "may_write": request.may[self.kind.write],
        }
        if self.kind.context:
            context |= self.kind.context(request, record)
        return render(request, self.kind.page, context)

    def for_history(self, request: Request, record_key: str) -> HttpResponse:
        """Every version: who, when, why, and what was different."""
        record = self.found(request, record_key)
        versions = list(saving.revisions(record).select_related("by")[:200])
        steps = [
            {"revision": now, "changes": changes(self.kind, now, then)}
            for now, then in zip(versions, [*versions[1:], None], strict=True)
        ]
        context = {"kind": self.kind, "record": record, "steps": steps}
        context["may_write"] = request.may[self.kind.write]
        return render(request, "records/history.html", context)

    def for_restore(self, request: Request, record_key: str, number: int) -> HttpResponse:
        """Make it what it was."""
        record = self.found(request, record_key)
        revision = saving.revisions(record).filter(number=number).first()
        if revision is None:
            raise Http404
        record.removed_at = None
        reason = _("Version %(number)s restored") % {"number": number}
        saving.restore(record, revision, request.user, reason)
        messages.success(request, _("Version %(number)s is in force again.") % {"number": number})
        return redirect(self.kind.url(record))

    def for_remove(self, request: Request, record_key: str) -> HttpResponse:
        """Take it away; the next page offers to undo that."""
        record = self.found(request, record_key)
        if request.method == "GET" or record.removed_at:
            return redirect(self.kind.url(record))
        saving.remove(record, request.user)
        messages.warning(
            request,
            _("“%(title)s” is removed. You can bring it back from its page or from the list.")
            % {"title": record},
            extra_tags=f"undo:{self.kind.url(record)}back/",
        )
        return redirect(after(request) or self.kind.list_url(request.workspace))

    def for_back(self, request: Request, record_key: str) -> HttpResponse:
        """Undo a removal."""
        record = self.found(request, record_key)
        if record.removed_at:
            saving.bring_back(record, request.user)
            messages.success(request, _("“%(title)s” is back.") % {"title": record})
        return redirect(self.kind.url(record))


def changes(kind: Kind, now: Revision, then: Revision | None) -> list[Any]:
    """What one version changed, in words."""
    before = then.fields if then else {}
    names = [name for name, value in now.fields.items() if before.get(name) != value]
    return differences(kind, now.fields, names, before)


def after(request: Request) -> str:
    """Where the form asked to go afterwards, if that is within this workspace."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    home = f"/w/{request.workspace.slug}/"
    return wanted if wanted.startswith(home) and "//" not in wanted and "\\" not in wanted else ""
