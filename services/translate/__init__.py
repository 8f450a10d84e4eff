"""translate: says which language an article is in, and puts an English text beside it.

Consumes   articles.accepted (slugline.article.accepted.v1)
Produces   articles.translated (slugline.article.translated.v1), one for each accepted article, kills included; again
           with `enrichment: translation` where a better translation comes late
Remembers  sentences that engines have put into English; articles that wait for a late translation
Promises   The original is never changed or replaced. An engine that fails, hangs or answers rubbish keeps no article
           waiting: it goes on as a gist or untranslated, and is translated behind the stream. What a translation bends
           (numbers, names, days, negations) is flagged. The same article gives the same language and the same gist.
Reading    domain/language.py (which language), domain/chain.py (whose English), domain/switchboard.py (who may be
           asked), domain/gist/ (the embedded engine), domain/fidelity.py (what was bent), handlers.py
"""
