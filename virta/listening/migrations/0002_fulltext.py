"""The full-text index of mentions, which no model describes, filled with what is stored."""

from django.db import migrations

from virta.listening.fulltext import mending, postgres, sqlite


def make(apps, schema_editor):
    backend = postgres if schema_editor.connection.vendor == "postgresql" else sqlite
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(backend.MAKE)
    for _done in mending.rebuild():
        pass


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {sqlite.TABLE}")


class Migration(migrations.Migration):
    dependencies = [("listening", "0001_listening")]
    operations = [migrations.RunPython(make, drop)]
