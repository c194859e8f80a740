// The page works without this. With it, messages leave without a reload and replies arrive live.

const status = document.getElementById("status");
const waiting = new Set(); // threads that changed while nobody looked
const title = document.title;
let quiet;

function tell(sentence) {
  if (!status || !sentence) return;
  status.hidden = false;
  status.textContent = sentence;
  clearTimeout(quiet);
  quiet = setTimeout(() => { status.hidden = true; }, 6000);
}

// Threads: read again from the server, and only what differs is touched, so that a screen reader hears the news alone.

function threads() {
  return [...document.querySelectorAll("[data-thread]")];
}

function merge(list, html) {
  const fresh = new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html").querySelector("ol");
  const ids = new Set([...fresh.children].map((entry) => entry.id));
  for (const old of [...list.children]) if (!ids.has(old.id)) old.remove();
  let replies = 0;
  let before = null;
  for (const entry of [...fresh.children]) {
    const known = document.getElementById(entry.id);
    if (known && list.contains(known)) {
      if (known.querySelector(".choices") && !entry.querySelector(".choices")) known.querySelector(".choices").remove();
      before = known;
      continue;
    }
    const added = document.importNode(entry, true);
    added.classList.add("fresh");
    if (before) before.after(added); else list.prepend(added);
    if (added.classList.contains("brand-said")) replies += 1;
    before = added;
  }
  const empty = document.querySelector(`[data-empty="${list.dataset.thread}"]`);
  if (empty) empty.hidden = list.children.length > 0;
  if (replies || list.querySelector(".fresh")) list.scrollTop = list.scrollHeight;
  return replies;
}

const reading = new Map();

async function read(list) {
  const place = list.dataset.thread;
  // One reading at a time; a change during it is read after it.
  if (reading.has(place)) { reading.set(place, true); return; }
  reading.set(place, false);
  try {
    const answer = await fetch(list.dataset.src, { headers: { Accept: "text/html" } });
    if (answer.ok) merge(list, await answer.text());
  } catch {
    // The next change, or the next look, reads it.
  } finally {
    const again = reading.get(place);
    reading.delete(place);
    if (again) read(list);
  }
}

function changed(place) {
  // A hidden page reads nothing: a reply counts as delivered only once somebody can see it.
  if (document.hidden) {
    waiting.add(place);
    if (place === "private" || place === "*") document.title = `● ${title}`;
    return;
  }
  for (const list of threads()) if (place === "*" || list.dataset.thread === place) read(list);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.title = title;
  const places = [...waiting];
  waiting.clear();
  places.forEach(changed);
});

// Live: a stream; every few seconds a look, while there is none.

let polling;
let source;

function poll(on) {
  if (on && !polling) polling = setInterval(() => changed("*"), 5000);
  if (!on && polling) { clearInterval(polling); polling = undefined; }
}

function listen() {
  if (!threads().length) return;
  if (!window.EventSource) { poll(true); return; }
  source?.close();
  source = new EventSource("/evenements");
  let lost = false;
  // What came between the last reading and this stream is read now.
  source.addEventListener("ready", () => { changed("*"); lost = false; poll(false); });
  source.addEventListener("changed", (event) => changed(event.data));
  source.addEventListener("error", () => {
    if (!lost) tell(status?.dataset.lost);
    lost = true;
    poll(true);
    // Some errors end the stream for good; then it is opened anew.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
  });
}

addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Sending.

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function refuse(form, sentence) {
  const error = form.querySelector(".error");
  if (!error) { tell(sentence); return; }
  error.textContent = sentence;
  error.hidden = false;
  const field = form.querySelector("textarea, input[name=text]");
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}

function accept(form) {
  const place = form.dataset.send;
  const area = form.querySelector("textarea");
  const error = form.querySelector(".error");
  if (error) error.hidden = true;
  form.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  if (area) {
    area.value = "";
    area.focus();
    form.elements.key.value = newKey();
    if (form.elements.reply_to) answer(form, "");
  }
  if (place === "private") {
    for (const one of document.querySelectorAll("[data-arrival]")) one.remove();
    for (const one of document.querySelectorAll("[data-after-first]")) one.hidden = false;
    for (const one of document.querySelectorAll("[data-until-first]")) one.hidden = true;
  }
  if (form.dataset.quiet !== undefined) return;
  tell(place === "email" ? status.dataset.saved : place === "private" ? status.dataset.sent : status.dataset.published);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.send) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const button = event.submitter ?? form.querySelector("button");
  button.setAttribute("aria-disabled", "true");
  const fields = new URLSearchParams(new FormData(form, button.name ? button : undefined));
  const place = form.dataset.send;
  const first = Boolean(form.elements.device);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (answer.ok) accept(form); else refuse(form, said.error);
    // The device is known from now on: the stream must tell of its private thread too.
    if (answer.ok && first) known();
  } catch {
    refuse(form, status.dataset.network);
  } finally {
    delete form.dataset.busy;
    button.removeAttribute("aria-disabled");
    changed(place);
  }
});

function known() {
  for (const field of document.querySelectorAll("input[name=device]")) field.remove();
  listen();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// Replying to one of the brand's replies, and copying the link.

function answer(form, id) {
  form.elements.reply_to.value = id;
  form.querySelector(".replying").hidden = !id;
}

document.addEventListener("click", async (event) => {
  const reply = event.target.closest("[data-reply][data-post]");
  const cancel = event.target.closest("[data-cancel]");
  const copy = event.target.closest("[data-copy]");
  if (reply) {
    event.preventDefault();
    const details = document.getElementById(`form-${reply.dataset.post}`);
    details.open = true;
    answer(details.querySelector("form"), reply.dataset.reply);
    details.querySelector("textarea").focus();
  } else if (cancel) {
    event.preventDefault();
    answer(cancel.closest("form"), "");
  } else if (copy) {
    const field = document.getElementById(copy.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    tell(copy.dataset.done);
  }
});

for (const copy of document.querySelectorAll("[data-copy]")) copy.hidden = !navigator.clipboard;
for (const list of threads()) list.scrollTop = list.scrollHeight;
listen();
