"""The diagnosis: which of the framework's four stumbling blocks are there, and how sure that is.

Pure Python on numpy, without Django, usable as a library:

    from virta.balance.reading import read
    from virta.balance.engine import diagnose

    diagnosis = diagnose(read("evidence.json"))

`docs/balance.md` explains every step and where it comes from.
"""
