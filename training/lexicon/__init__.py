"""Makes the bilingual lexicon (`shared/language/data/lexicon`): own writing merged with words aligned in parallel news.

Reading order: `build.py`, `corpus.py`, `alignment.py`, `evidence.py`, `merge.py`, `forms.py`; `gaps.py` helps writers.
"""

from __future__ import annotations

#: The languages that are put into English.
LANGUAGES = ("de", "ru", "uk", "be", "pl", "fr", "es", "lt")
