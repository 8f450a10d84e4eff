"""Benchmarks: `make bench`. Each figure is measured, and compared in one run, because machines are noisy."""
