from typing import Any

from django.db import migrations

AT_ONCE = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    """The posts that are there get the words by which they are found; those that came from a file or
    an archive their digest too, which had been left out."""
    from virta.engagement.models.post import OWN_TEXTS, digest_of_text

    rows = apps.get_model("engagement", "Post").objects.using(schema_editor.connection.alias)
    fields, last = ("title", "text", "versions", "text_digest"), 0
    while some := list(rows.filter(pk__gt=last).order_by("pk").only(*fields)[:AT_ONCE]):
        for one in some:
            own = [each["text"] for each in one.versions.values() if each.get("text")]
            one.sought = "\n".join([one.title, one.text, *own]).casefold()
            one.text_digest = OWN_TEXTS if own else digest_of_text(one.text)
        rows.bulk_update(some, ["sought", "text_digest"], batch_size=100)
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("engagement", "0011_living_posts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
