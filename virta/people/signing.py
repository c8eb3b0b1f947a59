"""What allauth and Django tell of signing in, written to the audit log."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_login_failed

from virta.people.audit import record
from virta.people.models import Person, Workspace


def listen() -> None:
    """Connect; called once when the apps are ready."""
    user_logged_in.connect(signed_in, dispatch_uid="virta.signed_in")
    user_login_failed.connect(failed, dispatch_uid="virta.failed")
    authenticator_added.connect(added, dispatch_uid="virta.added")
    authenticator_removed.connect(removed, dispatch_uid="virta.removed")
    for number, signal in enumerate((password_changed, password_set, password_reset)):
        signal.connect(changed, dispatch_uid=f"virta.password.{number}")


def everywhere(person: Person, event: str) -> None:
    """Each workspace's owners should see what bears on the accounts of its people."""
    for workspace in Workspace.objects.mine(person):
        record(workspace, person, event)


def signed_in(sender: Any, user: Person, **rest: Any) -> None:
    everywhere(user, "signed_in")


def failed(sender: Any, credentials: dict[str, Any], **rest: Any) -> None:
    email = str(credentials.get("email") or credentials.get("username") or "").lower()
    person = Person.objects.filter(email=email).first()
    if person is None:
        return
    for workspace in Workspace.objects.mine(person):
        record(workspace, None, "sign_in_failed", email=email)


def added(sender: Any, user: Person, **rest: Any) -> None:
    everywhere(user, "second_factor_added")


def removed(sender: Any, user: Person, **rest: Any) -> None:
    everywhere(user, "second_factor_removed")


def changed(sender: Any, user: Person, **rest: Any) -> None:
    everywhere(user, "password_changed")
