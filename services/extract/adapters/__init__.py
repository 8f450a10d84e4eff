"""extract has no outside things: its word lists and pipelines ship with it."""
