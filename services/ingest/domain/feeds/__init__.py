"""Feeds: what a feed is, what its documents say, when it is asked next. Pure; adapters/feeds asks and remembers."""
