"""extract: finds who and where is named, and what is claimed, in the original language of an article.

Consumes   articles.translated (slugline.article.translated.v1)
Produces   articles.extracted (slugline.article.extracted.v1), one for each translated article, kills included
Remembers  nothing
Promises   Every span lies in the text (or headline) and holds exactly the words it says. Time per article is bounded:
           what lies past the first 100,000 code points is not read. The same article gives the same result.
Reading    domain/article.py (all of one article); names: domain/pipeline.py (the spaCy components, in order), ner.py
           (the trained one), agreed.py (who decides), mentions.py (which win); claims: domain/claims.py, quotes.py,
           indirect.py and accept.py (reported speech), attribution.py (who says so), quantities/ (figures)
"""
