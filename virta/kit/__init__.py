"""Small helpers used by three or more folders."""
