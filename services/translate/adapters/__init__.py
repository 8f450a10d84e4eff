"""Outside things of translate, one a file."""
