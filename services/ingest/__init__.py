"""ingest: bytes from anywhere become clean articles, each in its place among the versions of its uri.

Consumes   articles.submitted: ninjs 1.x to 3.x, plain JSON, wrapped text or HTML, flat fields; bare or in CloudEvents
Produces   articles.accepted (slugline.article.accepted.v1), with a gap-free `seq`; takes POST /v1/articles
Remembers  of every uri its newest version and marks of the last 32 (ingest:versions), versions on hold (ingest:held,
           ingest:embargo), the original bytes for some days (ingest:raw:*), and counts (ingest:counts)
Promises   A repeat changes nothing, a kill is final, an embargo that cannot be read holds. What is refused is named by
           field and reason. Spans of later stages count in the text made here: NFC, paragraphs parted by an empty line.
Reading    domain/forms.py (what came), domain/versions.py (what it is), handlers.py
"""
