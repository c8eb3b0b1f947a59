"""2 Target groups and channels: whom do we serve, where are they, which channels first."""
