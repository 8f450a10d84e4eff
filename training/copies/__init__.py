"""Learns what tells a copy: python -m training.copies."""
