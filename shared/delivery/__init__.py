"""Delivery: at least once in, effectively once out, one behaviour a file.

Reading order: `unit.py` (what a handler may ask for), `service.py` (how a service lives), `consumer.py` (what happens
to one entry), `commit.py` and `scripts.py` (the one atomic step), `ordered.py` (articles in their place), `lease.py`,
`dead_letters.py`, `broker.py` (FastStream), `janitor.py`, `backlog.py`. The promise: docs/delivery.md.
"""
