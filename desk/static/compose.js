// The box: what was seen, the confirmation of public replies, and no text lost by a slip.

const form = document.getElementById("compose");
if (form) {
  const text = form.elements.text;
  const seen = form.elements.seen;
  const confirm = form.elements.confirm;
  const unread = document.getElementById("unread");
  const head = document.getElementById("head");
  const chosen = () => form.querySelector("[name=reply]:checked").value;
  let sending = false;

  const require = () => confirm && (confirm.required = chosen() !== "note");
  require();
  form.addEventListener("change", require);

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key === "Escape") text.blur();
  });

  form.addEventListener("submit", () => {
    sending = true;
    // After this event: a disabled button would not be part of the form any more.
    setTimeout(() => (form.querySelector("button.primary").disabled = true));
  });

  // Coming back by the browser's history shows the page as it was left, button included.
  addEventListener("pageshow", () => {
    sending = false;
    form.querySelector("button.primary").disabled = false;
  });

  addEventListener("beforeunload", (event) => {
    if (!sending && text.value.trim() && text.value !== text.defaultValue) event.preventDefault();
  });

  function catchUp() {
    for (const input of document.querySelectorAll("input[name=seen]")) input.value = head.dataset.version;
    unread.hidden = true;
  }

  // Somebody spoke while this was being written: it must be read before the reply can go.
  document.addEventListener("desk:read", () => {
    const spoken = Number(head.dataset.said) > Number(seen.value);
    if (spoken && text.value.trim()) unread.hidden = false;
    else catchUp();
  });
  unread.querySelector("button").addEventListener("click", () => {
    catchUp();
    text.focus();
  });
}
