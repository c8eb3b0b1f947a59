"""Spikes: what rises or drops against what its hour and weekday let expect, told as it happens.

Plain Python without Django. `detector.Detector` takes a series one figure at a time and tells
alarms; `docs/spikes.md` describes the method and what it was measured to do.
"""
