"""Recipes: how what is learnt in the services was learnt."""
