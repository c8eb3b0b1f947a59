"""Listening at work: sources are claimed as rows, what they give is stored, and they are watched."""
