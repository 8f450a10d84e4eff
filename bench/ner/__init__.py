"""How well names are found in texts that nobody here has seen, and at what cost."""
