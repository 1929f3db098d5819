// The review of an import by keyboard and mouse: which draft is open, where its words stand in the source
// text, what the keys do. Every button also works by itself; this brings them under one hand.

const review = document.querySelector("[data-review]");
const address = review.dataset.review;
const source = document.getElementById("source");
const lines = [...source.querySelectorAll("p[data-start]")].map((element) => ({
  element,
  start: Number(element.dataset.start),
}));
let wanted = null; // the draft that is being opened
let timer = 0;
let afterSaving = null; // what waits until the open form is saved
let finding = -1; // which finding of the open draft was shown last

/* The list ---------------------------------------------------------------------------------------- */
const drafts = () => [...review.querySelectorAll(".draft")];
const shown = () => drafts().filter((draft) => draft.offsetParent !== null);
const openDraft = () => review.querySelector(".draft.is-open");
const current = () => review.querySelector(".draft.is-current") ?? openDraft();
const openForm = () => openDraft()?.querySelector("[data-draft-form]") ?? null;

function setCurrent(draft) {
  for (const other of review.querySelectorAll(".draft.is-current")) other.classList.remove("is-current");
  draft?.classList.add("is-current");
}

function draftOf(pk) {
  return document.getElementById(`draft-${pk}`);
}

/* Unsaved changes --------------------------------------------------------------------------------- */
const written = (form) => new URLSearchParams(new FormData(form)).toString();

function isDirty() {
  const form = openForm();
  if (!form) return false;
  return "dirty" in openDraft().dataset || written(form) !== form.dataset.asRead;
}

// Do something once the open form is saved; at once where there is nothing to save.
function whenSaved(action) {
  if (!isDirty()) return action();
  afterSaving = action;
  save();
  return undefined;
}

function save() {
  openForm().querySelector('[name="do"][value="save"]').click();
}

// Bring a draft into view from its head on; the list scrolls alone where it has a bar of its own.
function reveal(draft) {
  const pane = draft.closest(".drafts-pane");
  const box = pane.getBoundingClientRect();
  const at = draft.getBoundingClientRect();
  if (getComputedStyle(pane).overflowY !== "auto") {
    draft.scrollIntoView({ block: "start" });
  } else if (at.top < box.top || at.bottom > box.bottom) {
    const fits = at.height < box.height - 16 && at.top > box.top;
    pane.scrollTop += fits ? at.bottom - box.bottom + 8 : at.top - box.top - 8;
  }
}

/* Opening ----------------------------------------------------------------------------------------- */
function open(draft, { focus = true } = {}) {
  if (!draft) return;
  clearTimeout(timer);
  setCurrent(draft);
  if (draft.dataset.duty) {
    wanted = null;
    markFields(draft);
    if (focus) draft.querySelector(".draft-title").focus({ preventScroll: true });
    reveal(draft);
    return;
  }
  if (draft === openDraft()) {
    if (focus) focusHead(draft);
    return;
  }
  const pk = draft.dataset.draft;
  whenSaved(() => {
    wanted = { pk, focus };
    const left = openDraft();
    htmx.ajax("GET", `${address}tasks/${pk}/${left ? `?leaving=${left.dataset.draft}` : ""}`, {
      target: `#draft-${pk}`,
      swap: "outerHTML",
      source: `#draft-${pk}`,
    });
  });
}

function move(step) {
  const all = shown();
  const at = all.indexOf(current());
  const next = at < 0 ? all[step > 0 ? 0 : all.length - 1] : all[at + step];
  if (!next) return;
  setCurrent(next);
  reveal(next);
  clearTimeout(timer);
  timer = setTimeout(() => open(next), 90);
}

function focusHead(draft) {
  draft.querySelector(".draft-title").focus({ preventScroll: true });
}

// What a newly opened form needs: its words marked, the list and the address in step.
function settle() {
  const draft = openDraft();
  for (const other of review.querySelectorAll(".draft.is-open")) {
    if (other !== draft && wanted && other.dataset.draft !== wanted.pk) closeDraft(other);
  }
  if (!draft) return;
  const form = openForm();
  if (form.dataset.asRead !== undefined) return;
  form.dataset.asRead = written(form);
  finding = -1;
  setCurrent(draft);
  markFields(draft);
  history.replaceState(null, "", `${address}?open=${draft.dataset.draft}`);
  const errors = draft.querySelector(".error-summary");
  if (errors) errors.focus();
  else if (wanted === null || wanted.focus) focusHead(draft);
  wanted = null;
  fitTexts(draft);
  reveal(draft);
}

function closeDraft(draft) {
  const pk = draft.dataset.draft;
  htmx.ajax("GET", `${address}tasks/${pk}/?closed=1`, { target: `#draft-${pk}`, swap: "outerHTML" });
}

// Text fields as high as their text.
function fitTexts(draft) {
  for (const field of draft.querySelectorAll("textarea")) {
    const lineCount = Math.ceil(field.scrollHeight / 24);
    field.rows = Math.min(Math.max(lineCount - 1, Number(field.getAttribute("rows"))), 8);
  }
}

/* The source text --------------------------------------------------------------------------------- */
// Places count characters; JavaScript counts a rare character as two.
function units(text, count) {
  if (!/[\ud800-\udfff]/.test(text)) return count;
  return [...text].slice(0, count).join("").length;
}

function length(text) {
  return /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
}

function lineAt(place) {
  let low = 0;
  let high = lines.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lines[middle].start <= place) low = middle;
    else high = middle;
  }
  return low;
}

// Put marks around the words from start to end, in each line of the text that holds some of them.
function wrap(start, end, make) {
  for (let at = lineAt(start); at < lines.length && lines[at].start < end; at += 1) {
    const walker = document.createTreeWalker(lines[at].element, NodeFilter.SHOW_TEXT);
    const pieces = [];
    let place = lines[at].start;
    while (walker.nextNode()) {
      const size = length(walker.currentNode.data);
      if (place < end && place + size > start) pieces.push([walker.currentNode, place, size]);
      place += size;
    }
    for (const [node, begins, size] of pieces) {
      const range = document.createRange();
      range.setStart(node, units(node.data, Math.max(start - begins, 0)));
      range.setEnd(node, units(node.data, Math.min(end - begins, size)));
      range.surroundContents(make());
    }
  }
}

function unmark() {
  for (const mark of source.querySelectorAll("mark.field")) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
  for (const mark of source.querySelectorAll("mark.is-open")) mark.classList.remove("is-open");
}

function markFields(draft) {
  unmark();
  for (const mark of source.querySelectorAll("mark.read")) {
    const of = mark.dataset.drafts.split(" ");
    if (draft.dataset.draft && of.includes(draft.dataset.draft)) mark.classList.add("is-open");
  }
  const fields = [draft, ...draft.querySelectorAll("[data-span]")]
    .filter((field) => field.dataset.span && field.dataset.kind !== "task" && field.dataset.kind !== "part")
    .map((field) => ({ field, span: field.dataset.span.split("-").map(Number) }))
    .sort((one, other) => other.span[1] - other.span[0] - (one.span[1] - one.span[0]));
  const seen = new Set();
  for (const { field, span } of fields) {
    const name = field.dataset.field ?? "duty";
    if (seen.has(`${span}`)) continue;
    seen.add(`${span}`);
    wrap(span[0], span[1], () => {
      const mark = document.createElement("mark");
      mark.className = `field field-${field.dataset.kind ?? "duty"}`;
      mark.dataset.field = name;
      return mark;
    });
  }
  showInSource(source.querySelector("mark.is-open, mark.field"));
}

// Scroll the text alone, and only as far as needed.
function showInSource(mark) {
  if (!mark) return;
  const box = source.getBoundingClientRect();
  const at = mark.getBoundingClientRect();
  const margin = Math.min(80, box.height / 4);
  if (at.top < box.top + margin || at.bottom > box.bottom - margin) {
    source.scrollTop += at.top - box.top - box.height / 3;
  }
}

function marksOf(field) {
  const span = field.dataset.span;
  const named = [...source.querySelectorAll("mark.field")].filter(
    (mark) => mark.dataset.field === field.dataset.field,
  );
  if (named.length || !span) return named;
  // Two fields may stand on the same words; one mark serves both.
  const start = Number(span.split("-")[0]);
  return [...source.querySelectorAll("mark.field")].filter((mark) => placeOf(mark) === start);
}

function placeOf(node) {
  const line = node.closest("p[data-start]");
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEndBefore(node);
  return Number(line.dataset.start) + length(range.toString());
}

function point(field) {
  for (const mark of source.querySelectorAll("mark.is-focus")) mark.classList.remove("is-focus");
  const marks = marksOf(field);
  for (const mark of marks) mark.classList.add("is-focus");
  showInSource(marks[0]);
}

// Go to the field of a path; where there is none, to the nearest group around it.
function goTo(path) {
  const draft = openDraft();
  const steps = path.split(".");
  while (steps.length) {
    const place = document.getElementById(`f-${steps.join(".")}`);
    if (place && draft?.contains(place)) {
      for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      const group = place.matches("input, select, textarea") ? null : place;
      const inner =
        group?.querySelector("details[open] > [data-picks] input") ??
        group?.querySelector("textarea, input.form-control, select, button");
      (inner ?? place).focus({ preventScroll: true });
      place.scrollIntoView({ block: "nearest" });
      return;
    }
    steps.pop();
  }
}

/* A new task from selected words ------------------------------------------------------------------ */
function selection() {
  const chosen = window.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  if (!source.contains(range.startContainer) || !source.contains(range.endContainer)) return null;
  const place = (node, offset) => {
    const line = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("p[data-start]");
    if (!line) return null;
    const before = document.createRange();
    before.setStart(line, 0);
    before.setEnd(node, offset);
    return Number(line.dataset.start) + length(before.toString());
  };
  const start = place(range.startContainer, range.startOffset);
  const end = place(range.endContainer, range.endOffset);
  return start === null || end === null || start >= end ? null : { start, end };
}

function addTask(button) {
  const dialog = document.getElementById(button.dataset.opensWithoutSelection);
  const form = dialog.querySelector("form");
  const chosen = selection();
  form.elements.start.value = chosen ? chosen.start : "";
  form.elements.end.value = chosen ? chosen.end : "";
  if (chosen) whenSaved(() => form.requestSubmit());
  else dialog.showModal();
}

/* Narrowing --------------------------------------------------------------------------------------- */
function narrow(show) {
  for (const list of review.querySelectorAll(".drafts")) list.dataset.show = show;
  for (const link of document.querySelectorAll("[data-shows]")) {
    if (link.dataset.shows === show) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
const shows = () => review.querySelector(".drafts").dataset.show;

/* Findings ---------------------------------------------------------------------------------------- */
function nextFinding() {
  const links = [...(openDraft()?.querySelectorAll(".draft-findings [data-goes]") ?? [])];
  if (finding + 1 < links.length) {
    finding += 1;
    goTo(links[finding].dataset.goes);
    return;
  }
  const all = shown();
  const from = all.indexOf(current());
  const ahead = [...all.slice(from + 1), ...all.slice(0, from + 1)];
  const next = ahead.find((draft) => Number(draft.dataset.findings) > 0 && draft !== openDraft());
  if (next) open(next);
}

/* Keys -------------------------------------------------------------------------------------------- */
function press(key) {
  const button = current()?.querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  button.click();
  return true;
}

function edit() {
  const draft = openDraft();
  const title = draft?.querySelector("#f-title");
  if (!title) {
    open(current());
    return;
  }
  title.focus();
  title.setSelectionRange(title.value.length, title.value.length);
}

function split() {
  const box = openDraft()?.querySelector(".draft-split");
  if (!box) return;
  box.open = true;
  box.scrollIntoView({ block: "nearest" });
  box.querySelector("input").focus();
}

function pick(number) {
  const group =
    document.activeElement?.closest("[data-picks], .suggestions") ??
    document.activeElement?.closest(".party, .names li")?.querySelector(".suggestions") ??
    openDraft()?.querySelector(".party-unit[open] [data-picks]");
  const choice = group?.querySelectorAll("input[type=radio]:not([value=other]), button[data-pick]")[number - 1];
  if (!choice) return;
  choice.click();
  if (choice.isConnected) choice.focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  a: () => press("a") || (isDirty() && save()), // what is accepted already keeps what was changed
  r: () => press("r"),
  e: edit,
  s: split,
  m: () => press("m"),
  n: nextFinding,
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const at = event.target;
  if (event.key === "Escape" && openDraft()?.contains(at)) {
    focusHead(openDraft());
    return;
  }
  const types = at.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (types || at.isContentEditable) return;
  const arrow = event.key.startsWith("Arrow");
  if (arrow && (at === source || at.matches("input"))) return;
  if (/^[1-9]$/.test(event.key)) {
    event.preventDefault();
    pick(Number(event.key));
    return;
  }
  const key = arrow || event.key === "?" ? event.key : event.key.toLowerCase();
  const action = KEYS[key];
  if (!action) return;
  event.preventDefault();
  action();
});

/* Mouse and focus --------------------------------------------------------------------------------- */
document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const link = at("[data-opens-draft]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const name = link.dataset.opensDraft;
    open(name ? document.getElementById(name) : link.closest(".draft"));
    return;
  }
  const goes = at("[data-goes]");
  if (goes) {
    event.preventDefault();
    goTo(goes.dataset.goes);
    return;
  }
  const narrows = at("[data-shows]");
  if (narrows) {
    event.preventDefault();
    narrow(narrows.dataset.shows);
    return;
  }
  const adds = at("[data-adds]");
  if (adds) {
    addTask(adds);
    return;
  }
  if (at(".draft:not(.is-open)") && !at("a, button, input, label")) {
    open(at(".draft"));
    return;
  }
  if (!source.contains(event.target) || !window.getSelection().isCollapsed) return;
  const field = at("mark.field");
  const read = at("mark.read");
  if (field && field.dataset.field !== "duty") goTo(field.dataset.field);
  else if (read && !read.classList.contains("is-open")) open(draftOf(read.dataset.drafts.split(" ")[0]));
});

review.addEventListener("focusin", (event) => {
  const field = event.target.closest("[data-field]");
  if (field && openDraft()?.contains(field)) point(field);
});

// Whoever types another unit means it.
review.addEventListener("input", (event) => {
  const other = event.target.closest(".other-unit");
  if (other) other.parentElement.querySelector("[value=other]").checked = true;
});

/* What htmx brings -------------------------------------------------------------------------------- */
// After a decision the next undecided draft of the list opens; the server is told which.
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.("[data-names]")) event.detail.parameters.open = openDraft()?.dataset.draft ?? "";
  if (!form.matches?.("[data-draft-form]")) return;
  const verb = event.detail.parameters.do;
  if (verb !== "accept" && verb !== "reject") return;
  const all = shown().filter((draft) => draft.dataset.draft);
  const from = all.indexOf(openDraft());
  const ahead = [...all.slice(from + 1), ...all.slice(0, Math.max(from, 0))];
  const next = ahead.find((draft) => draft.dataset.decision === "pending");
  if (next) event.detail.parameters.next = next.dataset.draft;
});

// The names above the list change other drafts; what was typed in the open one is kept first.
document.addEventListener("htmx:confirm", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("[data-names]") || !isDirty()) return;
  event.preventDefault();
  const name = form.elements.name.value;
  const chosen = event.detail.triggeringEvent?.submitter?.value;
  const typed = form.elements["names.other"].value;
  whenSaved(() => {
    // Saving may have brought the names anew.
    const anew = [...document.querySelectorAll("[data-names]")].find((one) => one.elements.name.value === name);
    const button = [...(anew?.querySelectorAll("[data-pick]") ?? [])].find((one) => one.value === chosen);
    if (anew && typed) anew.elements["names.other"].value = typed;
    (button ?? anew?.querySelector(".another-line button"))?.click();
  });
});

document.addEventListener("htmx:afterSettle", () => {
  const bar = document.getElementById("standing");
  const said = document.getElementById("said");
  if (bar && said.textContent !== bar.dataset.said) said.textContent = bar.dataset.said;
  narrow(shows());
  settle();
  if (afterSaving && !isDirty()) {
    const action = afterSaving;
    afterSaving = null;
    action();
  }
});
document.addEventListener("htmx:responseError", () => (afterSaving = null));
document.addEventListener("review:reopen", () => {
  const draft = openDraft();
  if (!draft || isDirty()) return;
  wanted = { pk: draft.dataset.draft, focus: false };
  htmx.ajax("GET", `${address}tasks/${draft.dataset.draft}/`, { target: draft, swap: "outerHTML" });
});

// Leaving the page with something typed and not saved asks first.
window.addEventListener("beforeunload", (event) => {
  if (isDirty() && !openForm().matches(".htmx-request")) event.preventDefault();
});

wanted = { pk: openDraft()?.dataset.draft, focus: true };
settle();
