"""The trained network by numpy alone."""

from __future__ import annotations

import numpy as np

from services.extract.domain.inference import network_of
from services.extract.domain.pipeline import featured, pipeline

TEXTS = (
    ("Reuters said Anna Vogt of Harbor Press left Nairobi for Minsk.", "en"),
    ("Міністерство оборони України повідомило про це в Києві.", "uk"),
    ("W Gdańsku.", "pl"),
    ("1", "de"),
)


def test_numpy_gives_the_chances_that_thinc_gives():
    """The chances of every tag are those of the trained network to the sixth digit, for texts of any length."""
    model = pipeline("en").get_pipe("ner").model
    network = network_of(model)
    for text, language in TEXTS:
        doc = featured(text, language)
        np.testing.assert_allclose(network.chances(doc), model.predict([doc])[0], atol=1e-5)


def test_network_is_a_copy():
    """What the network is asked does not change with the model it was made of."""
    doc = featured(*TEXTS[0])
    model = pipeline("en").get_pipe("ner").model.copy()
    network = network_of(model)
    before = network.chances(doc)
    for node in model.walk():
        for name in node.param_names:
            node.set_param(name, node.get_param(name) * 0)
    np.testing.assert_allclose(network.chances(doc), before)


def test_long_texts_are_judged_in_parts():
    """A text that is judged in parts gets the chances that it gets at once: memory is bounded, nothing changes."""
    model = pipeline("en").get_pipe("ner").model
    network = network_of(model)
    doc = featured(" ".join(text for text, _ in TEXTS), "en")
    whole = network.chances(doc)
    assert len(doc) == len(whole)
    for most in (1, 2, 3, 4, 7, len(doc) - 1):
        np.testing.assert_allclose(network.chances(doc, most), whole, atol=1e-5)
