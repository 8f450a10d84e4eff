"""Where resolve keeps its memory."""
