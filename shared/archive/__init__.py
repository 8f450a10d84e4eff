"""The archive: what left Redis, on disk or in an S3-compatible store. How to use it: docs/retention.md.

`record.py` is what one entry is, `forms.py` how a file of them is written, `places.py` and `s3.py` where files lie,
`manifest.py` what is known of each, `archive.py` all of it together, `opening.py` makes one from the settings.
"""
