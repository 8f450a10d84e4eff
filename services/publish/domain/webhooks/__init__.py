"""Webhooks: pure rules of what goes to an endpoint, when it is tried again, and where it may be sent.

After the Standard Webhooks specification. Reading order: endpoint.py, delivery.py, taking.py, schedule.py,
addresses.py.
"""
