"""A copy of one namespace, and the way back: frames.py is the file, copying.py and restoring.py do the work."""
