// Follows every story from Redis, each revision once, and says so when something is missing. Node 18 or later, no packages.
//
//     node consumer.mjs --state desk.json            # from where the last run stopped, or from now
//     node consumer.mjs --state desk.json --from-start --until-idle 1
//
// Prints one update a line (JSON) on stdout and messages on stderr. Where you stand is kept in the file; the server is
// told too (`stories.updated:readers`), so that an operator is warned before history that you have not read is cut.
// Environment: SLUGLINE_REDIS_URL, SLUGLINE_PUBLISH_URL, SLUGLINE_KEY where publish asks for a key.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { connect as plain } from "node:net";
import { basename, extname } from "node:path";
import { connect as secure } from "node:tls";

const env = process.env;
const STREAM = (env.SLUGLINE_NAMESPACE ?? "") + "stories.updated";
const REDIS = new URL(env.SLUGLINE_REDIS_URL ?? "redis://127.0.0.1:6379/0");
const PUBLISH = env.SLUGLINE_PUBLISH_URL ?? "http://127.0.0.1:8080";
const say = (message) => process.stderr.write(message + "\n");

/** Redis over one socket: commands in order, answers in order (RESP2). Replace it by the client you know. */
class Wire {
  #socket; #buffer = Buffer.alloc(0); #waiting = [];

  static async open(url) {
    const wire = new Wire();
    const port = Number(url.port || 6379), host = url.hostname.replace(/^\[|\]$/g, "");
    wire.#socket = url.protocol === "rediss:" ? secure(port, host, { servername: host }) : plain(port, host);
    wire.#socket.on("data", (bytes) => wire.#take(bytes));
    wire.#socket.on("error", (error) => wire.#fail(error));
    wire.#socket.on("close", () => wire.#fail(new Error("the connection was closed")));
    if (url.password) {
      const name = url.username ? [decodeURIComponent(url.username)] : [];
      await wire.send("AUTH", ...name, decodeURIComponent(url.password));
    }
    if (url.pathname.length > 1) await wire.send("SELECT", url.pathname.slice(1));
    return wire;
  }

  send(...words) {
    const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#socket.write(`*${words.length}\r\n${parts.join("")}`);
    });
  }

  close() { this.#waiting = []; this.#socket.destroy(); }

  #fail(error) { for (const one of this.#waiting.splice(0)) one.reject(error); }

  #take(bytes) {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (let found; this.#waiting.length && (found = this.#parse(0)); ) {
      this.#buffer = this.#buffer.subarray(found.end);
      const { resolve, reject } = this.#waiting.shift();
      found.value instanceof Error ? reject(found.value) : resolve(found.value);
    }
  }

  /** The value that begins here and where it ends; nothing while it is not all there. */
  #parse(at) {
    const stop = this.#buffer.indexOf("\r\n", at);
    if (stop < 0) return undefined;
    const kind = String.fromCharCode(this.#buffer[at]), line = this.#buffer.toString("utf8", at + 1, stop);
    if (kind === "+") return { value: line, end: stop + 2 };
    if (kind === "-") return { value: new Error(line), end: stop + 2 };
    if (kind === ":") return { value: Number(line), end: stop + 2 };
    const size = Number(line);
    if (size < 0) return { value: null, end: stop + 2 };
    if (kind === "$") {
      const end = stop + 2 + size;
      return this.#buffer.length < end + 2 ? undefined : { value: this.#buffer.toString("utf8", stop + 2, end), end: end + 2 };
    }
    const items = [];
    let end = stop + 2;
    for (let n = 0; n < size; n++) {
      const found = this.#parse(end);
      if (!found) return undefined;
      items.push(found.value);
      end = found.end;
    }
    return { value: items, end };
  }
}

/** Where we stand: the last entry that was read, and the last revision of each story. */
class Consumer {
  constructor(wire, path, position) {
    Object.assign(this, { wire, path, position, revisions: {} });
    if (existsSync(path)) Object.assign(this, JSON.parse(readFileSync(path, "utf8")));
  }

  /** Follows for ever, or until nothing has come for so many seconds. */
  async run(untilIdle) {
    for (;;) {
      const entries = await this.read();
      if (!entries.length && !(await this.wait(untilIdle))) return;
      for (const [id, fields] of entries) {
        await this.take(JSON.parse(pairs(fields).data).data);
        this.position = id;
      }
      if (entries.length) await this.keep();
    }
  }

  /** The next entries. In one transaction with a look at the head, so that no cut can slip in between. */
  async read() {
    this.wire.send("MULTI");
    this.wire.send("XINFO", "STREAM", STREAM);
    this.wire.send("XRANGE", STREAM, "(" + this.position, "+", "COUNT", 100);
    const [info, entries] = await this.wire.send("EXEC");
    if (info instanceof Error) return []; // no stream yet
    const seen = pairs(info);
    if (this.isBehind(seen)) {
      say(`behind: entries after ${this.position} are no longer held; catching up from ${PUBLISH}`);
      await this.catchUpAll(seen["last-generated-id"]);
      return this.read();
    }
    return entries;
  }

  /** True where entries after our position were cut, or the server was emptied and counts anew. */
  isBehind(seen) {
    if (isBefore(seen["last-generated-id"], this.position)) return true;
    if (seen["entries-added"] === seen.length) return false; // nothing was ever cut
    return isBefore(this.position, seen["first-entry"]?.[0] ?? seen["last-generated-id"]);
  }

  /** Waits for something new; false where nothing came in the time that was given. */
  async wait(untilIdle) {
    const milliseconds = Math.round((untilIdle ?? 5) * 1000);
    const came = await this.wire.send("XREAD", "COUNT", 1, "BLOCK", milliseconds, "STREAMS", STREAM, this.position);
    return came !== null || untilIdle === undefined;
  }

  /** Delivers an update once, after whatever of its story is missing before it. */
  async take(update) {
    const { story_id: story, revision } = update, known = this.revisions[story];
    if (known !== undefined && revision <= known) return; // a repeat
    if (known !== undefined && revision > known + 1) {
      say(`gap: ${story} went from revision ${known} to ${revision}; reading what is between`);
      await this.catchUp(story, known, revision - 1);
    }
    this.deliver(update);
  }

  /** Reads what every story has had since we last saw it, then goes on from this position. */
  async catchUpAll(position) {
    let cursor = "";
    do {
      const page = await get("/v1/stories", { limit: 200, ...(cursor && { cursor }) });
      for (const { id, revision } of page.items) {
        const known = this.revisions[id] ?? 0;
        if (revision > known) await this.catchUp(id, known, revision);
      }
      cursor = page.next;
    } while (cursor);
    this.position = position;
    await this.keep();
  }

  /** Delivers a story's updates after a revision and up to another, from the read API. */
  async catchUp(story, known, until) {
    while (known !== null && known < until) {
      const page = await get(`/v1/stories/${encodeURIComponent(story)}/updates`, { since: known });
      for (const { data } of page.items) if (data.story_id === story && data.revision <= until) this.deliver(data);
      known = page.next;
    }
  }

  /** What you do with an update goes here; repeat it safely by `story_id` and `revision`. */
  deliver(update) {
    this.revisions[update.story_id] = update.revision;
    process.stdout.write(JSON.stringify(update) + "\n");
  }

  /** Notes where we stand, whole or not at all, and tells the server. */
  async keep() {
    writeFileSync(this.path + ".part", JSON.stringify({ position: this.position, revisions: this.revisions }));
    renameSync(this.path + ".part", this.path);
    await this.wire.send("HSET", STREAM + ":readers", basename(this.path, extname(this.path)), this.position);
  }
}

/** An answer of the read API. */
async function get(path, query) {
  const headers = env.SLUGLINE_KEY ? { Authorization: `Bearer ${env.SLUGLINE_KEY}` } : {};
  const answer = await fetch(`${PUBLISH}${path}?${new URLSearchParams(query)}`, { headers });
  if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
  return answer.json();
}

/** A flat list of names and values as an object. */
function pairs(list) {
  return Object.fromEntries(list.flatMap((_, n) => (n % 2 ? [] : [[list[n], list[n + 1]]])));
}

/** True where one entry id comes before another: by milliseconds, then by serial number. */
function isBefore(one, other) {
  const [a, b] = [one, other].map((id) => id.split("-").map(BigInt));
  return a[0] < b[0] || (a[0] === b[0] && (a[1] ?? 0n) < (b[1] ?? 0n));
}

const words = process.argv.slice(2);
const said = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
if (!said("--state")) { say("usage: node consumer.mjs --state FILE [--from-start] [--until-idle SECONDS]"); process.exit(2); }
const wire = await Wire.open(REDIS);
const [newest] = await wire.send("XREVRANGE", STREAM, "+", "-", "COUNT", 1);
const position = words.includes("--from-start") || !newest ? "0-0" : newest[0];
await new Consumer(wire, said("--state"), position).run(said("--until-idle") && Number(said("--until-idle")));
wire.close();
