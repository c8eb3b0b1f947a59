"""After a change of the secret key everything can be read without the old one."""

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command

from tests import make
from tests.engagement.make import make_channel, make_connection
from tests.listening.make import make_source
from virta.engagement.models import Connection
from virta.engagement.models.connection import sealed
from virta.flows.rotating import UNREADABLE, WELL, rotate, sealing_models
from virta.kit.secrets import signing_key
from virta.listening.models import Source
from virta.people.adapter import MFAAdapter

pytestmark = pytest.mark.django_db
OLD, NEW = "the old key, long enough for a test", "the new key, long enough for a test"


@pytest.fixture
def kept(settings):
    """A sign-in, a source and a second factor, all sealed under the old key."""
    settings.SECRET_KEY, settings.OLD_SECRET_KEYS = OLD, []
    workspace = make.workspace()
    make_connection(make_channel(workspace))
    make_source(workspace)
    person = make.person()
    codes = [MFAAdapter().encrypt("one-code")]
    for kind, data in (
        ("totp", {"secret": MFAAdapter().encrypt("JBSWY3DP")}),
        ("recovery_codes", {"migrated_codes": codes, "used_mask": 0}),
    ):
        Authenticator.objects.create(user=person, type=kind, data=data)
    settings.SECRET_KEY, settings.OLD_SECRET_KEYS = NEW, [OLD]


def test_what_was_sealed_under_the_old_key_needs_it_no_more(kept, settings, capsys):
    before = Connection.objects.get().credentials
    call_command("rotate_keys")
    settings.OLD_SECRET_KEYS = []
    assert Connection.objects.get().credentials == before
    assert Source.objects.get().settings is not None
    totp, codes = Authenticator.objects.order_by("pk")
    assert MFAAdapter().decrypt(totp.data["secret"]) == "JBSWY3DP"
    assert MFAAdapter().decrypt(codes.data["migrated_codes"][0]) == "one-code"
    assert codes.data["used_mask"] == 0
    said = capsys.readouterr().out
    assert "engagement.Connection: 1 encrypted anew, 0 already were, 0 unreadable" in said
    assert before["token"] not in said


def test_doing_it_again_changes_nothing(kept):
    rotate()
    sealed_then = Connection.objects.get().sealed
    found = rotate()
    assert Connection.objects.get().sealed == sealed_then
    assert {name: dict(one) for name, one in found.items() if one} == {
        "engagement.Connection": {WELL: 1},
        "listening.Source": {WELL: 1},
        "second factors": {WELL: 2},
    }


def test_what_no_known_key_opens_is_counted_and_left(kept, settings):
    settings.OLD_SECRET_KEYS = ["quite another key"]
    before = Connection.objects.get().sealed
    assert rotate()["engagement.Connection"] == {UNREADABLE: 1}
    assert Connection.objects.get().sealed == before
    with pytest.raises(CommandError, match="4 secrets"):
        call_command("rotate_keys")


def test_an_erased_sign_in_is_nothing_to_read(kept):
    Connection.objects.update(sealed="")
    assert rotate()["engagement.Connection"] == {}


def test_channels_that_their_network_knows_by_the_old_key_are_named(kept, capsys):
    one = Connection.objects.get()
    known = one.credentials | {"client_key": signing_key(OLD, "client")}
    Connection.objects.update(sealed=sealed(known))
    call_command("rotate_keys")
    assert f"“{one.channel}” of the workspace saaristo was signed in" in capsys.readouterr().out
    assert rotate()["engagement.Connection"] == {WELL: 1}


def test_every_sealed_column_says_what_for():
    """A new column that holds secrets is called `sealed`, and rotation finds it by SEALED_FOR."""
    holding = {
        one for one in apps.get_models() if any("sealed" in f.name for f in one._meta.get_fields())
    }
    assert holding == set(sealing_models())
    assert all([f.name for f in one._meta.get_fields()].count("sealed") == 1 for one in holding)
