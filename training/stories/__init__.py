"""Learns the weights of "same story?" (services/cluster/domain/same_story.json)."""
