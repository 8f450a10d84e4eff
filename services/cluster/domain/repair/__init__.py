"""Repair: the machine notices that two stories are one, or that one is two.

Reading order: `repairing.py` (what is done after an article has been placed), `links.py` (how strongly groups of
articles speak for each other), `kinship.py` (two articles).
"""
