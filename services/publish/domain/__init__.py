"""Rules of the projection: what is held, where an article stands, what may be shown. Pure."""
