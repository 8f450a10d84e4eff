"""The `slugline` command: runs the services, feeds them, and shows what they made.

Consumes   stories.updated (tail), dead.* (dead), the read API of publish (stories, story, trace, replay)
Produces   articles.submitted (push, replay), stories.commands (scenario run); dead letters go back to their stream
Remembers  nothing; the data directory holds the embedded server's data, its lock and the address of `up`
Promises   results on stdout, messages on stderr; one exit code for each kind of failure (exits.py)
"""
