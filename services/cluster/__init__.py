"""cluster: decides copy family and story of each article, keeps the claims, and tells what changed.

Consumes   articles.resolved (slugline.article.resolved.v1), in `seq` order;
           stories.commands (slugline.story.command.v1: merge); entities.updated (names come with the articles)
Produces   stories.updated (slugline.story.created|updated|corrected|merged|retracted.v1)
Remembers  cluster:stories (id -> story), cluster:articles (uri -> what the article contributes, and where it went)
Promises   One writer with a lease. The same articles in the same order give the same stories, revisions and updates.
           Revisions have no gaps. Work per article does not grow with the number of stories. A kill takes an article's
           whole contribution out. What changes nothing for readers makes no update.
Reading    domain/deciding.py, domain/assign.py, domain/same_story.py, domain/story.py, domain/delta.py, handlers.py
"""
