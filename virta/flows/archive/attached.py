"""Pictures and films of posts in an archive: `attachments.json`, and the bytes under `media/`.

Each file is there once, named by the SHA-256 of its bytes, however many posts show it. Bytes come
in as they are where they hold nothing but what is seen; what somebody has put into an archive by
hand is cleaned like anything else that is brought.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from virta.engagement import media
from virta.engagement.models import Attachment, MediaFile, Post
from virta.networks import pictures
from virta.networks.errors import Refused
from virta.people.models import Workspace

CHUNK = 2000
FACTS = ("name", "alt", "focus_x", "focus_y")
FOLDER = "media/"

Row = dict[str, Any]


def attachments_of(workspace: Workspace) -> Iterator[Row]:
    """How every post shows its pictures and films, by post and place."""
    rows = Attachment.objects.of(workspace).select_related("post", "file")
    rows = rows.defer("file__content", "file__thumb").order_by("post__key", "position", "pk")
    for one in rows.iterator(chunk_size=CHUNK):
        facts = {name: getattr(one, name) for name in FACTS}
        yield facts | {"post": one.post.key, "file": one.file.sha256}


def files_of(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """The name in the archive and the bytes of every file that a post shows, one at a time."""
    rows = MediaFile.objects.of(workspace).filter(attachments__isnull=False).distinct()
    for key in rows.order_by("sha256").values_list("pk", flat=True):
        one = MediaFile.objects.get(pk=key)
        yield FOLDER + one.sha256, bytes(one.content)


def bring(workspace: Workspace, rows: list[Row], archive: zipfile.ZipFile) -> int:
    """Pictures and films onto the posts that showed them. Raises ValueError."""
    posts = dict(Post.everything.of(workspace).values_list("key", "pk"))
    files = {
        name: taken(workspace, archive, name) for name in sorted({row["file"] for row in rows})
    }
    places: dict[str, int] = {}
    for row in rows:
        place = places[row["post"]] = places.get(row["post"], -1) + 1
        made = Attachment(
            workspace=workspace,
            post_id=posts[row["post"]],
            file_id=files[row["file"]],
            position=place,
            **{name: row[name] for name in FACTS},
        )
        made.full_clean()
        made.save()
    return len(rows)


def taken(workspace: Workspace, archive: zipfile.ZipFile, name: str) -> int:
    """The primary key of a file, which is read and kept. Raises ValueError."""
    entry = archive.NameToInfo.get(FOLDER + name)
    if entry is None:
        raise ValueError(_("%(file)s is not in the archive") % {"file": FOLDER + name})
    if entry.file_size > media.MOST:
        raise ValueError(_("%(file)s is larger than 100 MB") % {"file": FOLDER + name})
    content = archive.read(entry)
    if hashlib.sha256(content).hexdigest() != name:
        raise ValueError(
            _("%(file)s holds other bytes than its name says") % {"file": entry.filename}
        )
    try:
        return media.stored(workspace, content, pictures.cleaned_before).pk
    except Refused as trouble:
        raise ValueError(f"{entry.filename}: {trouble.said.en}") from None
