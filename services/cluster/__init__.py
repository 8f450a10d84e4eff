"""cluster: decides copy family and story of each article, keeps the claims, and tells what changed.

Consumes   articles.resolved (slugline.article.resolved.v1), in `seq` order;
           stories.commands (slugline.story.command.v1: merge, move, split, pin, rename, undo);
           entities.updated (names come with the articles)
Produces   stories.updated (slugline.story.created|updated|corrected|merged|split|retracted.v1);
           stories.claims (slugline.story.claims.v1: what each revision changed in the story's ledger)
Remembers  cluster:stories (id -> story), cluster:articles (uri -> what the article contributes, and where it went),
           cluster:traces (uri -> the part of that which a start reads; records are read back when a rule asks),
           cluster:decisions (command id -> who restructured what, why, and what undoing it takes)
Promises   One writer with a lease. The same articles in the same order give the same stories, revisions and updates.
           Revisions have no gaps. Work per article does not grow with the number of stories. A kill takes an article's
           whole contribution out. A story without articles for long is quiet: out of memory, yet found. What changes
           nothing for readers makes no update. The machine never undoes a person.
Reading    domain/deciding.py, domain/assign.py, domain/same_story.py, domain/story.py, domain/delta.py, handlers.py
"""
