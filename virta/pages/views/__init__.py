"""Views of the screens that cross factors."""
