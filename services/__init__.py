"""The services of the pipeline, each a process of its own; they never import each other."""
