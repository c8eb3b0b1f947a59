"""Benchmarks and trials of listening."""
