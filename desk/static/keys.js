// Single-key shortcuts. They can be switched off in the help, for those whose tools type letters.

const SETTING = "recul-single-keys";
const help = document.getElementById("help");
const box = document.getElementById("single-keys");
const on = () => localStorage.getItem(SETTING) !== "off";

box.checked = on();
box.addEventListener("change", () => localStorage.setItem(SETTING, box.checked ? "on" : "off"));
for (const button of document.querySelectorAll("[data-help]")) {
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
}

function typing(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return document.querySelector("[data-next]")?.click();
  const here = rows.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
  rows[next].focus();
}

function write(key) {
  const choice = document.querySelector(`[name=reply][data-key="${key}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  const text = document.getElementById("text");
  text.focus();
  text.scrollIntoView({ block: "nearest" });
  return true;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  r: () => write("r"),
  h: () => write("h"),
  n: () => write("n"),
  u: () => document.querySelector("[data-back]")?.click(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
  if (!on() || typing(event.target) || !(event.key in KEYS)) return;
  if (KEYS[event.key]() !== false) event.preventDefault();
});

// A menu closes like any other: by Escape, or by a click elsewhere.
const menu = document.querySelector("details.menu");
document.addEventListener("click", (event) => menu.contains(event.target) || menu.removeAttribute("open"));
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});
