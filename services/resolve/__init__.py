"""resolve: mentions become entities, one id over the whole stream.

Consumes   articles.extracted (slugline.article.extracted.v1), in `seq` order;
           entities.commands (slugline.entity.command.v1: merge, split, rename)
Produces   articles.resolved (slugline.article.resolved.v1), one for each article, kills included;
           entities.updated (slugline.entity.renamed.v1, .merged.v1, .split.v1)
Remembers  resolve:entities (id -> entity), resolve:keys (class and folded name -> id), resolve:rulings (form -> id)
Promises   One writer with a lease. The same articles in the same order give the same ids and names. Work per article
           grows with its mentions only. An id, once given, stays. An editor's word is final.
Reading    domain/linking.py (which entity is meant), domain/candidates.py and likeness.py (who may be meant),
           domain/bodies.py (names of bodies and places), domain/resolving.py (the article as a whole), handlers.py
"""
