"""8 Learning and culture: do we learn from what happens, and how do we improve."""
