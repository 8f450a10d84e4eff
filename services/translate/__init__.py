"""translate: says which language an article is in, and adds English text where an engine has it.

Consumes   articles.accepted (slugline.article.accepted.v1)
Produces   articles.translated (slugline.article.translated.v1), one for each accepted article, kills included
Remembers  nothing
Promises   The original is never changed or replaced. An engine that fails, hangs or answers rubbish costs the article
           its translation and nothing else: it goes on as `untranslated`. The same article gives the same language.
Reading    domain/language.py (which language), domain/chain.py (which engine), handlers.py
"""
