"""The services of the pipeline, one a folder; each runs as `python -m services.<name>`. They never import each other."""
