"""Pure rules of cluster: copies, stories, claims, and what changed.

Reading order: `deciding.py` (an article, a command), `assign.py` (which story), `same_story.py` (the one function),
`story.py` (what a story is), `ledger.py` (who says what), `delta.py` (what changed).
"""
