"""resolve: mentions become entities, one id over the whole stream.

Consumes   articles.extracted (slugline.article.extracted.v1), in `seq` order
Produces   articles.resolved (slugline.article.resolved.v1), one for each article, kills included;
           entities.updated (slugline.entity.renamed.v1) where an entity got a fuller name
Remembers  resolve:entities (id -> entity), resolve:keys (class and folded name -> id)
Promises   One writer with a lease. The same articles in the same order give the same ids and names. Work per article
           grows with its mentions only. An id, once given, stays.
Reading    domain/linking.py (which entity is meant), domain/resolving.py (the article as a whole), handlers.py
"""
