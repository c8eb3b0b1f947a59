"""Pieces of ownership for other pages."""
