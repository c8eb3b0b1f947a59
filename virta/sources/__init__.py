"""Where posts and articles are heard: each source a small module behind one protocol.

A library without Django. `protocol` says what a source is and gives; a module a source does the
rest. What is heard goes to the searches of `virta.listening`.
"""
