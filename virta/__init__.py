"""Virta: an organisation's social media work, and whether it is in balance."""

__version__ = "0.1.0"
