"""How well quotes and reported speech are found: on the labelled stream in nine languages, in English on PolNeAR."""
