"""Columns that follow from others: set whenever a row is written, one by one or many at once."""

from typing import Any

from django.db import models


class Derived(models.Field):  # type: ignore[type-arg]
    """Its value is what the model's method `by` gives at the moment of writing. In no history."""

    secret = True

    def __init__(self, *args: Any, by: str = "", **more: Any) -> None:
        self.by = by
        super().__init__(*args, **more | {"editable": False, "blank": True})

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = getattr(model_instance, self.by)()
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        """For migrations an ordinary column: they know no methods."""
        name, _path, args, more = super().deconstruct()
        plain = type(self).__mro__[2]
        return name, f"django.db.models.{plain.__name__}", args, more


class DerivedChar(Derived, models.CharField):  # type: ignore[type-arg]
    """A short text that follows."""


class DerivedText(Derived, models.TextField):  # type: ignore[type-arg]
    """A text of any length that follows."""
