"""How fast saved searches are held against posts, beside others that do the same."""
