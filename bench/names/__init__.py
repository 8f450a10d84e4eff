"""Names: the pair list of our own making, people of the labelled stream, and SlavicNER's links where they are there."""
