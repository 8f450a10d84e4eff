// Tells the reader that something is new, without moving what is being read.
"use strict";

(() => {
  const box = document.querySelector("[data-live]");
  if (!box) return;
  const follow = box.dataset.follow;
  const shown = new Map();
  for (const item of document.querySelectorAll("[data-story]")) {
    shown.set(item.dataset.story, Number(item.dataset.revision));
  }

  // What this browser has seen of each story: the list says how much has come since.
  const remembered = (story) => {
    try {
      return Number(localStorage.getItem(`seen ${story}`)) || 0;
    } catch {
      return 0;
    }
  };
  if (follow) {
    try {
      localStorage.setItem(`seen ${follow}`, String(shown.get(follow)));
    } catch {
      // A browser that keeps nothing forgets what was seen.
    }
  } else {
    for (const mark of document.querySelectorAll("[data-since]")) {
      const { story, revision } = mark.closest("[data-story]").dataset;
      const seen = remembered(story);
      const fresh = seen ? Number(revision) - seen : 0;
      if (fresh <= 0) continue;
      mark.textContent = `${fresh} since you looked`;
      mark.hidden = false;
    }
  }

  if (!("EventSource" in window)) return;
  const text = box.querySelector("[data-live-text]");
  const button = box.querySelector("[data-live-button]");
  const created = new Set();
  const changed = new Set();
  let after = box.dataset.after;
  let source = null;

  const say = (words) => {
    text.textContent = words;
    button.hidden = false;
  };

  const counted = (number, one, many) => (number ? `${number} ${number === 1 ? one : many}` : "");

  const onUpdate = (message) => {
    after = message.lastEventId || after;
    const { story_id: story, revision } = JSON.parse(message.data).data;
    if (revision <= (shown.get(story) ?? 0)) return;
    if (follow) {
      for (let n = (shown.get(story) ?? 0) + 1; n <= revision; n += 1) changed.add(n);
      return say(counted(changed.size, "new update", "new updates"));
    }
    if (message.type.includes(".created.") || created.has(story)) created.add(story);
    else changed.add(story);
    const parts = [counted(created.size, "new story", "new stories"), counted(changed.size, "changed", "changed")];
    say(parts.filter(Boolean).join(", "));
  };

  const onReset = (message) => {
    after = message.lastEventId || after;
    say("This page is out of date");
  };

  const open = () => {
    const query = new URLSearchParams(box.dataset.query);
    query.set("after", after);
    source = new EventSource(`/v1/updates?${query}`);
    for (const name of ["created", "updated", "corrected", "merged", "split", "retracted"]) {
      source.addEventListener(`slugline.story.${name}.v1`, onUpdate);
    }
    source.addEventListener("stream.reset", onReset);
    // An answer that is no stream (too many readers, a proxy without its server) ends a source for good: ask again.
    source.addEventListener("error", ({ target }) => {
      if (target.readyState !== EventSource.CLOSED || target !== source) return;
      source = null;
      setTimeout(() => document.hidden || source || open(), 10_000);
    });
  };

  // A browser allows few connections to one host: a page that nobody sees gives its own back.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      open();
    }
  });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!document.hidden) open();
})();
