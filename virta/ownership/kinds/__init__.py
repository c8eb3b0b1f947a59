"""The kinds of objects of ownership: importing this package makes them known."""

from virta.ownership.kinds import access, assigning, hours, policies, rules, watching

__all__ = ["access", "assigning", "hours", "policies", "rules", "watching"]
