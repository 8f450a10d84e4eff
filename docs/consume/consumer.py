"""Follows every story from Redis, each revision once, and says so when something is missing.

    python consumer.py --state desk.json            # from where the last run stopped, or from now
    python consumer.py --state desk.json --from-start --until-idle 1

Prints one update a line (JSON) on stdout and messages on stderr. Where you stand is kept in the file; the server is
told too (`stories.updated:readers`), so that an operator is warned before history that you have not read is cut.
Needs redis-py; environment: SLUGLINE_REDIS_URL, SLUGLINE_PUBLISH_URL, SLUGLINE_KEY where publish asks for a key.
"""

import argparse
import json
import os
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import redis

STREAM = os.environ.get("SLUGLINE_NAMESPACE", "") + "stories.updated"
REDIS = os.environ.get("SLUGLINE_REDIS_URL", "redis://127.0.0.1:6379/0")
PUBLISH = os.environ.get("SLUGLINE_PUBLISH_URL", "http://127.0.0.1:8080")
KEY = os.environ.get("SLUGLINE_KEY")


class Consumer:
    """Where we stand: the last entry that was read, and the last revision of each story."""

    def __init__(self, wire, path, position):
        self.wire, self.path = wire, Path(path)
        self.position, self.revisions = position, {}
        if self.path.exists():
            kept = json.loads(self.path.read_text())
            self.position, self.revisions = kept["position"], kept["revisions"]

    def run(self, until_idle=None):
        """Follows for ever, or until nothing has come for so many seconds."""
        while True:
            entries = self.read() or self.wait(until_idle)
            if entries is None:
                return
            for entry_id, fields in entries:
                self.take(json.loads(fields[b"data"])["data"])
                self.position = entry_id.decode()
            self.keep()

    def read(self):
        """The next entries. In one transaction with a look at the head, so that no cut can slip in between."""
        with self.wire.pipeline(transaction=True) as both:
            both.xinfo_stream(STREAM).xrange(STREAM, "(" + self.position, count=100)
            info, entries = both.execute(raise_on_error=False)
        if isinstance(info, redis.ResponseError):  # no stream yet
            return []
        if self.is_behind(info):
            say(f"behind: entries after {self.position} are no longer held; catching up from {PUBLISH}")
            self.catch_up_all(info["last-generated-id"].decode())
            return self.read()
        return entries

    def is_behind(self, info):
        """True where entries after our position were cut, or the server was emptied and counts anew."""
        if order(self.position) > order(info["last-generated-id"]):
            return True
        if info["entries-added"] == info["length"]:  # nothing was ever cut
            return False
        head = info["first-entry"][0] if info["first-entry"] else info["last-generated-id"]
        return order(self.position) < order(head)

    def wait(self, until_idle):
        """Waits for something new; None where nothing came in time."""
        milliseconds = int((until_idle or 5) * 1000)
        came = self.wire.xread({STREAM: self.position}, count=1, block=milliseconds)
        return [] if came or until_idle is None else None

    def take(self, update):
        """Delivers an update once, after whatever of its story is missing before it."""
        story, revision = update["story_id"], update["revision"]
        known = self.revisions.get(story)
        if known is not None and revision <= known:
            return  # a repeat
        if known is not None and revision > known + 1:
            say(f"gap: {story} went from revision {known} to {revision}; reading what is between")
            self.catch_up(story, known, revision - 1)
        self.deliver(update)

    def catch_up_all(self, position):
        """Reads what every story has had since we last saw it, then goes on from this position."""
        for story in self.pages("/v1/stories"):
            known = self.revisions.get(story["id"], 0)
            if story["revision"] > known:
                self.catch_up(story["id"], known, story["revision"])
        self.position = position
        self.keep()

    def catch_up(self, story, known, until):
        """Delivers a story's updates after a revision and up to another, from the read API."""
        path = f"/v1/stories/{urllib.parse.quote(story)}/updates"
        while known is not None and known < until:
            page = self.get(path, since=known)
            for event in page["items"]:
                if event["data"]["story_id"] == story and event["data"]["revision"] <= until:
                    self.deliver(event["data"])
            known = page["next"]

    def deliver(self, update):
        """What you do with an update goes here; repeat it safely by `story_id` and `revision`."""
        self.revisions[update["story_id"]] = update["revision"]
        print(json.dumps(update, ensure_ascii=False), flush=True)

    def keep(self):
        """Notes where we stand, whole or not at all, and tells the server."""
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps({"position": self.position, "revisions": self.revisions}))
        part.replace(self.path)
        self.wire.hset(STREAM + ":readers", self.path.stem, self.position)

    def pages(self, path):
        """The items of all pages of a list."""
        cursor = None
        while True:
            page = self.get(path, limit=200, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next"]
            if not cursor:
                return

    def get(self, path, **query):
        """An answer of the read API."""
        headers = {"Authorization": f"Bearer {KEY}"} if KEY else {}
        request = urllib.request.Request(f"{PUBLISH}{path}?{urllib.parse.urlencode(query)}", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def order(entry_id):
    """An entry id as two numbers, which is how Redis compares them."""
    text = entry_id.decode() if isinstance(entry_id, bytes) else entry_id
    milliseconds, _, serial = text.partition("-")
    return int(milliseconds), int(serial or 0)


def say(message):
    """A message for people."""
    print(message, file=sys.stderr, flush=True)


def main():
    """Runs from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", required=True, help="file that keeps where we stand; its name is the reader's")
    parser.add_argument("--from-start", action="store_true", help="at the first run: all there is, not only what comes")
    parser.add_argument("--until-idle", type=float, help="end after so many seconds without an update")
    said = parser.parse_args()
    wire = redis.Redis.from_url(REDIS)
    newest = wire.xrevrange(STREAM, count=1)
    position = "0-0" if said.from_start or not newest else newest[0][0].decode()
    Consumer(wire, said.state, position).run(said.until_idle)


if __name__ == "__main__":
    main()
