"""Requests that leave the pipeline for addresses that somebody outside has named: where they may go, and how.

Reading    addresses.py (the rule, pure), network.py (connections to checked addresses only)
"""
