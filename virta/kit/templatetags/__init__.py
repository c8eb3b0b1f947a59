"""Template tags that every part of Virta may use."""
