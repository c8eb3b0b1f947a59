"""The listening language: queries in the trade's own operators, and a matcher for streams of posts.

A library without Django. `language` parses and prints queries, `tree` is what a parsed query is,
`words` says what a word is, `reference` matches in the simplest way that is right, and `matcher`
gives the same answers at the speed of a stream.
"""
