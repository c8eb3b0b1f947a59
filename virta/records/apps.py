"""The records app; the kinds of every factor are known once all apps are."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RecordsConfig(AppConfig):
    name = "virta.records"

    def ready(self) -> None:
        autodiscover_modules("kinds")
        import_module("virta.records.hooking")  # people are told of webhooks, too
