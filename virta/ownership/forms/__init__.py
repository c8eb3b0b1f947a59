"""Forms of ownership."""
