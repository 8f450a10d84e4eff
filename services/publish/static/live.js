// Tells the reader that something is new, without moving what is being read.
"use strict";

(() => {
  const box = document.querySelector("[data-live]");
  if (!box || !("EventSource" in window)) return;
  const text = box.querySelector("[data-live-text]");
  const button = box.querySelector("[data-live-button]");
  const follow = box.dataset.follow;
  const shown = new Map();
  for (const item of document.querySelectorAll("[data-story]")) {
    shown.set(item.dataset.story, Number(item.dataset.revision));
  }
  const fresh = new Set();
  let after = box.dataset.after;
  let source = null;

  const say = (words) => {
    text.textContent = words;
    button.hidden = false;
  };

  const onUpdate = (message) => {
    after = message.lastEventId || after;
    const { story_id: story, revision } = JSON.parse(message.data).data;
    if (revision <= (shown.get(story) ?? 0)) return;
    fresh.add(follow ? `${story} ${revision}` : story);
    say(`${fresh.size} ${fresh.size === 1 ? box.dataset.one : box.dataset.many}`);
  };

  const onReset = (message) => {
    after = message.lastEventId || after;
    say("This page is out of date");
  };

  const open = () => {
    const query = new URLSearchParams({ after });
    if (follow) query.set("story", follow);
    source = new EventSource(`/v1/updates?${query}`);
    for (const name of ["created", "updated", "corrected", "merged", "split", "retracted"]) {
      source.addEventListener(`slugline.story.${name}.v1`, onUpdate);
    }
    source.addEventListener("stream.reset", onReset);
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
