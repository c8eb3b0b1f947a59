import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.fernet import InvalidToken

from virta.kit.secrets import cipher, key_in, signing_key


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "data" / "secret_key"
    first = key_in(path)
    assert len(first) >= 50
    assert key_in(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_many_first_starts_agree_on_one_key(tmp_path):
    path = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(key_in, [path] * 40))
    assert len(keys) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_what_one_purpose_encrypts_another_cannot_read():
    sealed = cipher("key", "mfa").encrypt(b"secret")
    assert cipher("key", "mfa").decrypt(sealed) == b"secret"
    with pytest.raises(InvalidToken):
        cipher("key", "letters").decrypt(sealed)


def test_a_signing_key_belongs_to_one_secret_and_one_purpose():
    made = [signing_key(secret, purpose) for secret in ("one", "two") for purpose in ("a", "b")]
    assert len(set(made)) == 4
    assert signing_key("one", "a") == made[0]
    assert all("PRIVATE KEY" in pem for pem in made)
