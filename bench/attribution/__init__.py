"""How well quotes and reported speech are found: on the labelled stream in nine languages, and on PolNeAR in English."""
