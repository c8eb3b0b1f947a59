"""The people app; what allauth tells of signing in goes into the audit log."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "virta.people"

    def ready(self) -> None:
        # Signals are the only way allauth tells of these; models can be imported only from here on.
        from virta.people.signing import listen  # noqa: PLC0415

        listen()
