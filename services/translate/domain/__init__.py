"""Pure rules of translate: which language a text is in, and which engine's English is taken."""
