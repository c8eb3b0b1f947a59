"""3 Activities: what do we do, when, how often, with what content."""
