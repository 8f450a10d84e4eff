"""The messages of the pipeline: frozen pydantic models, one noun a file, versioned by their event type.

Reading order: `article.py` (what moves), `mention.py`, `entity.py`, `claim.py` (what is found in it),
`story.py` (where it lands), `update.py` (what subscribers get), `envelope.py` (the CloudEvents around all of them),
`stages.py` (what each stream carries).
"""
