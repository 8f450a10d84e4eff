"""The commands of `slugline`, one group a file; app.py puts them together."""
