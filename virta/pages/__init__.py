"""Screens that cross factors: today, the diagnosis, the eight factors, the report."""
