"""Who may do what over HTTP: keys with scopes, sessions of people at a browser, and where requests may come from.

Used by the services that take requests (ingest, publish) and by `slugline keys`. Reading order: keys.py (what a key
is), table.py (which scope a request needs), mode.py (whether keys are asked for at all), store.py, guard.py.
"""
