"""Memory that a process took for a while and needs no more."""

import ctypes


def give_back() -> bool:
    """Give to the system what is free within what was taken from it. Returns whether it could be asked.

    What strangers send comes in pieces that live long and short side by side, so that the free
    memory lies in holes. The C library of GNU keeps those; asked so (malloc_trim), it gives back every whole
    page. Others, which have no such function, do as they see fit.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is None:
        return False
    trim(0)
    return True
