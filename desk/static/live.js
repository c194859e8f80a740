// Keeps an open page true: the server says that a conversation has changed, the page is read again and its live parts replaced.
// One tab holds the stream for all tabs of the browser; the others hear from it.

const MINUTE = 60_000;
const main = document.querySelector("main[data-conversation]");
const open = main?.dataset.conversation;
const address = open ? `/desk/conversations/${encodeURIComponent(open)}` : withoutDone();
const tabs = new BroadcastChannel("recul-desk");
let reading = null;
let again = false;

function withoutDone() {
  const url = new URL(location.href);
  url.searchParams.delete("done");
  return url.pathname + url.search;
}

/** What was focused or open inside `element`, and a function that puts it back after a replacement. */
function keeper(element) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const row = focused?.dataset.row;
  const kept = focused?.closest("[data-keep]")?.dataset.keep;
  const opened = [...element.querySelectorAll("details[open][data-keep]")].map((one) => one.dataset.keep);
  const bottom = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
  const known = !focused || focused === element || row || kept;
  return {
    known,
    restore() {
      for (const name of opened) element.querySelector(`[data-keep="${CSS.escape(name)}"]`)?.setAttribute("open", "");
      if (row) (element.querySelector(`[data-row="${CSS.escape(row)}"]`) ?? element.querySelector("[data-row]"))?.focus();
      if (kept) element.querySelector(`[data-keep="${CSS.escape(kept)}"] summary`)?.focus();
      if (bottom) element.scrollTop = element.scrollHeight;
    },
  };
}

function replace(element, fresh) {
  Object.assign(element.dataset, fresh.dataset);
  const now = fresh.innerHTML;
  const shown = element.innerHTML;
  if (now === shown) return;
  const keep = keeper(element);
  if (!keep.known) return;
  element.innerHTML = now;
  keep.restore();
}

async function read(told) {
  if (reading) {
    again = true;
    return;
  }
  reading = fetch(address, { headers: { Accept: "text/html" } });
  try {
    const response = await reading;
    if (response.redirected) return location.assign(response.url);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const element of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(element.id);
      if (fresh) replace(element, fresh);
    }
    document.title = page.title;
    document.dispatchEvent(new CustomEvent("desk:read"));
    if (told) tell();
  } catch {
    // Offline for a moment: the next change or the next minute reads again.
  } finally {
    reading = null;
    if (again) {
      again = false;
      read(told);
    }
  }
}

function tell() {
  const status = document.getElementById("told");
  status.textContent = "";
  requestAnimationFrame(() => (status.textContent = status.dataset.changed));
}

let soon = 0;
function changed({ conversation }) {
  if (open && conversation !== open) return;
  clearTimeout(soon);
  soon = setTimeout(() => read(true), 120);
}

tabs.onmessage = (message) => changed(message.data);

// The lock is held as long as this tab lives; the next tab in line then opens its own stream.
navigator.locks?.request("recul-desk-stream", () => new Promise(() => {
  const stream = new EventSource("/desk/live");
  stream.addEventListener("change", (event) => {
    const change = JSON.parse(event.data);
    tabs.postMessage(change);
    changed(change);
  });
}));

// Time passes without any change: what is left to answer is said anew.
setInterval(() => document.hidden || read(false), MINUTE);
document.addEventListener("visibilitychange", () => document.hidden || read(false));

const timeline = document.getElementById("timeline");
if (timeline) timeline.scrollTop = timeline.scrollHeight;
