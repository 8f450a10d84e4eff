"""How the trained finder of names is made: our own annotated sentences and open data, into services/extract/models."""
