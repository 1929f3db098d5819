// What pages do beyond links and forms. Every page works without it; with it, menus close, dialogs open
// in place, chosen files are listed, failures are told.
"use strict";

document.documentElement.classList.add("has-scripts");

const toasts = document.getElementById("toasts");

function tell(text, tone) {
  const line = document.createElement("div");
  line.className = `toast-line toast-${tone}`;
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "plain-button";
  close.dataset.closesToast = "";
  close.setAttribute("aria-label", toasts.dataset.close);
  close.textContent = "×";
  line.append(words, close);
  toasts.append(line);
}

// Good news leaves by itself; what needs attention stays until it is closed.
for (const line of toasts.querySelectorAll(".toast-success, .toast-info")) {
  setTimeout(() => line.matches(":hover, :focus-within") || line.remove(), 10000);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function openDialog(name) {
  const dialog = document.getElementById(name);
  if (dialog && typeof dialog.showModal === "function") {
    dialog.showModal();
    return true;
  }
  return false;
}

function toggle(button) {
  const target = document.getElementById(button.dataset.toggles);
  const open = target.classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(open));
}

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  closeMenus(at("details[data-menu]"));
  const toggles = at("[data-toggles]");
  if (toggles) toggle(toggles);
  const opens = at("[data-opens]");
  if (opens && openDialog(opens.dataset.opens)) event.preventDefault();
  const closes = at("[data-closes]");
  if (closes && closes.closest("dialog[open]")) {
    closes.closest("dialog").close();
    event.preventDefault();
  }
  if (event.target instanceof HTMLDialogElement) event.target.close();
  at("[data-closes-toast]")?.closest(".toast-line").remove();
  if (at("[data-goes-back]")) {
    event.preventDefault();
    history.back();
  }
  if (at("[data-prints]")) window.print();
  openRow(event);
});

// A click anywhere in a row follows the row's link; selecting text and other links stay as they are.
function openRow(event) {
  const row = event.target.closest("[data-rows] tbody tr");
  if (!row || event.target.closest("a, button, input, label, select, summary")) return;
  if (String(window.getSelection()) !== "") return;
  row.querySelector("a.row-link")?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details[data-menu][open]");
    closeMenus(null);
    menu?.querySelector("summary").focus();
  }
  if (event.key === " " && event.target.matches("a[role=button]")) {
    event.preventDefault();
    event.target.click();
  }
});

// A form that was sent is not sent again by a second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

document.addEventListener("htmx:responseError", () => tell(toasts.dataset.failed, "error"));
document.addEventListener("htmx:sendError", () => tell(toasts.dataset.offline, "error"));
document.addEventListener("htmx:load", (event) => prepare(event.target));
// What is typed into a picker before htmx has begun is searched for once, when it begins.
document.addEventListener("htmx:load", () => {
  const typed = document.activeElement;
  if (typed?.matches(".picker > input") && typed.value !== typed.defaultValue) typed.dispatchEvent(new Event("search"));
}, { once: true });

function size(bytes) {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function fileLine(file, removeWord, remove) {
  const line = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    line.append(picture);
  }
  const name = document.createElement("span");
  name.className = "upload-name";
  name.textContent = file.name;
  const bytes = document.createElement("span");
  bytes.className = "upload-size";
  bytes.textContent = size(file.size);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain-button";
  button.textContent = removeWord;
  button.setAttribute("aria-label", `${removeWord} ${file.name}`);
  button.addEventListener("click", remove);
  line.append(name, bytes, button);
  return line;
}

// Files chosen or dropped gather in one input, which is what the form sends.
function prepareUpload(box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector(".upload-list");
  const drop = box.querySelector(".upload-drop");
  let files = [];
  const show = () => {
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    input.files = held.files;
    list.replaceChildren(
      ...files.map((file, place) =>
        fileLine(file, box.dataset.remove, () => {
          files.splice(place, 1);
          show();
          input.focus();
        }),
      ),
    );
  };
  const add = (more) => {
    files = input.multiple ? [...files, ...more] : [...more].slice(0, 1);
    show();
  };
  input.addEventListener("change", () => add([...input.files]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("is-over", name === "dragover");
      if (name === "drop") add([...event.dataTransfer.files]);
    });
  }
}

// A list is filtered in place: what is exported is what the address says then.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-exports]");
  if (link) link.search = location.search;
});

function prepare(part) {
  const boxes = [...part.querySelectorAll("[data-upload]"), ...(part.matches?.("[data-upload]") ? [part] : [])];
  for (const box of boxes) {
    if (!box.dataset.ready) prepareUpload(box);
    box.dataset.ready = "yes";
  }
  part.querySelector("[data-takes-focus]")?.focus();
}

prepare(document.body);
