"""Pages of posts beside those that every kind of object has."""
