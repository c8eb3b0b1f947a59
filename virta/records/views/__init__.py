"""Views that serve every kind of object."""
