"""Pure rules of resolve: which entity a name means."""
