"""How well copies are told from look-alikes, and what it costs: python -m bench.copies."""
