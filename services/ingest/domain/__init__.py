"""Rules of ingest, pure: what came in becomes a `WireItem`, and a `WireItem` finds its place among its versions.

Reading order: `entry.py` (bytes to JSON), `forms.py` (which form it is), `plain.py`, `ninjs.py` and `raw.py` (the
forms), `item.py` (what they all become), `versions.py` (what a version is to the ones before it).
"""
