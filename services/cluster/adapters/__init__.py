"""Where cluster keeps its memory."""
