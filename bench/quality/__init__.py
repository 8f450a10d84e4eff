"""How well stories are told apart: every labelled set with the weights that ship, against the floors."""
