"""Webhooks outside the rules: what is kept in Redis, how a request goes out, who delivers, and the routes.

Reading order: store.py, secrets.py, outbound.py, messages.py, worker.py, workers.py, api.py.
"""
