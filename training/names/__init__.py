"""How the weights of `services/resolve/data/likeness.json` are learnt: `python -m training.names.fit`."""
