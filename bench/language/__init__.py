"""Benches of language: detection, translation, fidelity."""
