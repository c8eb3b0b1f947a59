"""Memory that is free goes back to the system, where the C library can be asked."""

import platform

from virta.kit.memory import give_back


def test_it_is_asked_where_it_can_be():
    assert give_back() == (platform.libc_ver()[0] == "glibc")
