"""Pages of ownership beside those that every kind of object has."""
