"""NewsML-G2 and NITF of our own writing, to be filled in by tests."""

from __future__ import annotations

NAR = "http://iptc.org/std/nar/2006-10-01/"

BODY = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title>'
    "</head><body><p>The <b>harbour</b> ferry has stopped, the port authority said.</p>"
    "<p>Forty passengers had to wait &amp; walk.</p><script>alert(1)</script></body></html></inlineXML>"
)


def news_item(
    guid: str = "urn:newsml:harbour.example:20250912:1",
    version: int | str = 1,
    status: str = "stat:usable",
    meta: str = "",
    content: str = BODY,
    headline: str = "Ferry stopped",
    namespace: str = f' xmlns="{NAR}"',
) -> str:
    """A newsItem."""
    return (
        f'<newsItem{namespace} guid="{guid}" version="{version}" standard="NewsML-G2" standardversion="2.34" '
        'conformance="power" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/>'
        '<provider qcode="nprov:HARB"><name>Harbour News Agency</name></provider>'
        f"<versionCreated>2025-09-12T10:00:00Z</versionCreated><firstCreated>2025-09-12T09:30:00Z</firstCreated>{meta}"
        f'<pubStatus qcode="{status}"/></itemMeta>'
        '<contentMeta><urgency>3</urgency><located type="cptype:city"><name xml:lang="en">Bremen</name></located>'
        '<creditline>Coast Wire</creditline><by>Ada Example</by><language tag="en-GB"/>'
        '<subject type="cpnat:abstract" qcode="medtop:20000005"><name>shipping</name></subject>'
        f"<slugline>HARBOUR-FERRY</slugline><headline>{headline}</headline></contentMeta>"
        f"<contentSet>{content}</contentSet></newsItem>"
    )


def news_message(*items: str) -> str:
    """A newsMessage with these items."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="{NAR}"><header><sent>2025-09-12T10:01:00Z</sent>'
        f"</header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


PACKAGE = '<packageItem guid="urn:newsml:harbour.example:20250912:p" version="1"><groupSet root="g"/></packageItem>'


def nitf(headline: str = "Ferry stopped", head: str = "", body: str = "") -> str:
    """An NITF document."""
    return (
        '<nitf version="-//IPTC//DTD NITF 3.5//EN"><head><title>Ferry</title><docdata>'
        '<doc-id regsrc="HARB" id-string="20250912-7"/><urgency ed-urg="4"/><date.issue norm="20250912T100000Z"/>'
        f'<du-key key="HARBOUR-FERRY" version="2"/><key-list><keyword key="shipping"/></key-list>{head}'
        '<doc.copyright holder="Harbour News Agency" year="2025"/></docdata></head>'
        f'<body xml:lang="en"><body.head><hedline><hl1>{headline}</hl1></hedline><byline>By Ada Example</byline>'
        "<dateline><location>BREMEN</location></dateline></body.head><body.content>"
        "<p>The ferry of <org>Harbour Lines</org> has stopped.</p><block><p>Forty <num>passengers</num> waited.</p>"
        f"<media><media-caption>A picture of it.</media-caption></media></block>{body}</body.content></body></nitf>"
    )
