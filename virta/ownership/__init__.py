"""4 Ownership: who does what, who decides, who stands in, which rules hold."""
