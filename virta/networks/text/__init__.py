"""How networks read and measure a text: lengths, links, mentions, tags, and parts of a thread."""
