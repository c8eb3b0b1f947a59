"""6 Participating and involving: how do we take part, and how do we get others to take part."""
