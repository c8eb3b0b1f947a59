"""Rules that import-linter cannot see."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parent.parent


def layers() -> list[str]:
    """The folders of virta/, outermost first, as import-linter is told them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return [
        name.strip(" ()")
        for layer in contracts["contracts"][0]["layers"]
        for name in layer.split("|")
    ]


def test_foreign_keys_point_the_same_way_as_imports():
    order = layers()
    backwards = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        if model._meta.app_label in order and field.related_model._meta.app_label in order
        if order.index(field.related_model._meta.app_label) < order.index(model._meta.app_label)
    ]
    assert backwards == []


def test_every_row_belongs_to_a_workspace():
    """Directly, or through what it is a part of; an installation's own rows are named here."""
    of_the_installation = {"Person", "Workspace", "SetupLink", "Host", "Place", "Pulse", "Window"}

    def belongs(model, seen=frozenset()):
        if model.__name__ in of_the_installation:
            return model.__name__ == "Workspace"
        parents = {
            field.related_model
            for field in model._meta.get_fields()
            if field.concrete and field.many_to_one and field.related_model not in seen
        }
        return any(belongs(parent, seen | {model}) for parent in parents)

    homeless = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("virta.") and model.__name__ not in of_the_installation
        if not belongs(model)
    ]
    assert homeless == []


def test_no_file_names_a_package_registry():
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npm" + "js", "unpkg" + ".com"]
    folders = ["virta", "bin", "requirements", "docs", "tests", ".ci", "bench"]
    named = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and path.suffix in {".py", ".txt", ".in", ".md", ".html", ".js", ".css", ""}
        if any(host in path.read_text(encoding="utf-8", errors="ignore") for host in hosts)
    ]
    assert named == []
