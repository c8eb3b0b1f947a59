"""Factor 2, target groups and channels: whom we serve, where they are, and which channels come first."""
