"""Pure rules of extract: from an article's words to its mentions and claims."""
