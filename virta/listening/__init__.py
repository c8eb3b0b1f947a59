"""5 Listening: why do we listen, to what, and how."""
