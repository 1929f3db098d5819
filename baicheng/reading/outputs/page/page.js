(function () {
  "use strict";

  const words = JSON.parse(document.getElementById("words").textContent);
  const source = document.getElementById("source");
  const ledger = document.getElementById("ledger");
  const cards = Array.from(document.querySelectorAll(".task"));
  const bodies = Array.from(document.querySelectorAll(".tasks tbody"));
  const search = document.getElementById("search");
  const byUnit = document.getElementById("by-unit");
  const byDay = document.getElementById("by-day");
  const byFinding = document.getElementById("by-finding");
  const inText = { task: new Map(), mark: new Map() };
  let language = 0;
  let current = null;
  let haystacks = null;
  let open = "tasks";
  const scrolled = {};

  function collect(map, ids, element) {
    for (const id of ids.split(" ")) {
      if (!map.has(id)) map.set(id, []);
      map.get(id).push(element);
    }
  }
  for (const element of source.querySelectorAll("[data-t], [data-m]")) {
    if (element.dataset.t) collect(inText.task, element.dataset.t, element);
    if (element.dataset.m) collect(inText.mark, element.dataset.m, element);
  }

  /* Words */

  function say(key, values) {
    return words[key][language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function speak(index) {
    language = index;
    document.documentElement.lang = index ? "en" : "zh-CN";
    for (const element of document.querySelectorAll("[data-i]")) element.textContent = say(element.dataset.i, element.dataset);
    search.placeholder = say("search");
    search.setAttribute("aria-label", say("search"));
    byUnit.setAttribute("aria-label", say("unit"));
    byDay.setAttribute("aria-label", say("due"));
    count();
    nameSwitch();
  }

  /* Which tasks are shown */

  function plain(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function haystack(index) {
    if (!haystacks) {
      haystacks = cards.map((card) => {
        const stretches = inText.task.get(card.dataset.t) || [];
        return plain(card.textContent + " " + stretches.map((element) => element.textContent).join(""));
      });
    }
    return haystacks[index];
  }

  function shownCards() {
    return cards.filter((card) => !card.hidden);
  }

  function filter() {
    const terms = plain(search.value).split(/\s+/).filter(Boolean);
    const has = (list, value) => !value || (" " + (list || "") + " ").includes(" " + value + " ");
    cards.forEach((card, index) => {
      card.hidden = !(
        has(card.dataset.u, byUnit.value) &&
        has(card.dataset.d, byDay.value) &&
        (!byFinding.checked || card.hasAttribute("data-f")) &&
        terms.every((term) => haystack(index).includes(term))
      );
    });
    for (const body of bodies) body.hidden = !body.querySelector(".task:not([hidden])");
    count();
  }

  function filtered() {
    return Boolean(search.value || byUnit.value || byDay.value || byFinding.checked);
  }

  function count() {
    const shown = shownCards().length;
    document.getElementById("shown").textContent = say("shown", { shown: shown, all: cards.length });
    document.getElementById("nothing").hidden = shown > 0 || cards.length === 0;
    document.getElementById("reset").hidden = !filtered();
    const conditions = [search.value, chosen(byUnit), chosen(byDay), byFinding.checked ? say("only_findings") : ""];
    const note = document.getElementById("print-note");
    note.textContent = [say("shown", { shown: shown, all: cards.length })].concat(conditions.filter(Boolean)).join(" · ");
  }

  function chosen(select) {
    return select.value ? select.selectedOptions[0].textContent : "";
  }

  function reset() {
    search.value = byUnit.value = byDay.value = "";
    byFinding.checked = false;
    filter();
  }

  /* Tabs and, on a phone, halves */

  function show(tab) {
    if (tab === open) return;
    scrolled[open] = ledger.scrollTop;
    open = tab;
    for (const button of document.querySelectorAll("[data-tab]")) {
      const chosenTab = button.dataset.tab === tab;
      button.setAttribute("aria-selected", String(chosenTab));
      document.getElementById("panel-" + button.dataset.tab).hidden = !chosenTab;
    }
    ledger.scrollTop = scrolled[tab] || 0;
  }

  function showPane(pane) {
    document.body.className = "show-" + pane;
    if (current) bring(pane === "source" ? (inText.task.get(current) || [])[0] : cardOf(current), "start");
  }

  function nameSwitch() {
    for (const which of document.querySelectorAll(".which")) which.textContent = current ? say("item", { n: current }) : "";
  }

  function single() {
    return getComputedStyle(document.querySelector(".switch")).display !== "none";
  }

  /* From one half to the other */

  function cardOf(task) {
    return document.getElementById("task-" + task);
  }

  function bring(element, block) {
    if (!element) return;
    element.scrollIntoView({ block: block });
    /* What was never seen has only a guessed height until now. */
    requestAnimationFrame(() => requestAnimationFrame(() => element.scrollIntoView({ block: block })));
  }

  function flash(elements) {
    for (const element of elements) {
      element.classList.remove("flash");
      void element.offsetWidth;
      element.classList.add("flash");
    }
  }

  function light(task) {
    for (const element of document.querySelectorAll(".on")) element.classList.remove("on");
    current = task;
    nameSwitch();
    if (!task) return;
    cardOf(task).classList.add("on");
    const found = (inText.task.get(task) || []).slice();
    for (const chip of cardOf(task).querySelectorAll("[data-m]")) found.push(...(inText.mark.get(chip.dataset.m) || []));
    for (const element of found) {
      element.classList.add("on");
      const paragraph = element.closest("p");
      if (paragraph) paragraph.classList.add("on");
    }
    try {
      history.replaceState(null, "", "#task-" + task);
    } catch (error) {
      /* Some browsers forbid it for files; the page works without. */
    }
  }

  function toSource(task, mark) {
    const found = (mark && inText.mark.get(mark)) || inText.task.get(task) || [];
    bring(found[0], mark ? "center" : "start");
    flash(found.filter((element) => element.className !== "no"));
  }

  function toCard(task, marks) {
    const card = cardOf(task);
    show("tasks");
    if (card.hidden) reset();
    bring(card, "start");
    card.focus({ preventScroll: true });
    const chips = (marks || []).map((mark) => card.querySelector('[data-m="' + mark + '"]')).filter(Boolean);
    flash(chips.length ? chips.slice(0, 1) : [card]);
  }

  function pick(task, mark) {
    light(task);
    cardOf(task).focus({ preventScroll: true });
    toSource(task, mark);
  }

  function step(by) {
    const shown = shownCards();
    if (!shown.length) return;
    const at = shown.findIndex((card) => card.dataset.t === current);
    const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + by, 0), shown.length - 1)];
    show("tasks");
    light(next.dataset.t);
    bring(next, "nearest");
    next.focus({ preventScroll: true });
    toSource(next.dataset.t);
  }

  /* What people do */

  ledger.addEventListener("click", (event) => {
    const target = event.target;
    const tab = target.closest("[data-tab]");
    if (tab) return show(tab.dataset.tab);
    const unit = target.closest("[data-unit]");
    if (unit) {
      reset();
      byUnit.value = unit.dataset.unit;
      filter();
      return show("tasks");
    }
    const note = target.closest(".note");
    if (note) return followNote(note);
    const card = target.closest(".task");
    if (!card || String(getSelection())) return undefined;
    const mark = target.closest("[data-m]");
    pick(card.dataset.t, mark && mark.dataset.m);
    if (target.closest(".see")) showPane("source");
    return undefined;
  });

  function followNote(note) {
    if (note.dataset.go && cardOf(note.dataset.go)) light(note.dataset.go);
    if (!note.dataset.m && !note.dataset.go) return;
    if (single()) document.body.className = "show-source";
    toSource(note.dataset.go, note.dataset.m);
  }

  source.addEventListener("click", (event) => {
    const spot = event.target.closest("[data-t], [data-m]");
    if (!spot || String(getSelection())) return;
    const marks = (spot.dataset.m || "").split(" ").filter(Boolean);
    const task = spot.dataset.t ? nearest(spot.dataset.t.split(" ")) : owner(marks);
    if (task) {
      light(task);
      toCard(task, marks);
    } else {
      toNote(marks);
    }
  });

  function nearest(tasks) {
    const size = (task) => (inText.task.get(task) || []).length;
    return tasks.reduce((best, task) => (size(task) < size(best) ? task : best));
  }

  function owner(marks) {
    for (const mark of marks) {
      const chip = document.querySelector('.task [data-m="' + mark + '"]');
      if (chip) return chip.closest(".task").dataset.t;
    }
    return null;
  }

  function toNote(marks) {
    for (const mark of marks) {
      const note = document.querySelector('.note[data-m="' + mark + '"]');
      if (note) {
        show(note.closest(".panel").id.replace("panel-", ""));
        bring(note, "center");
        flash([note]);
        return;
      }
    }
  }

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  for (const control of [byUnit, byDay, byFinding]) control.addEventListener("change", filter);
  document.getElementById("reset").addEventListener("click", reset);
  document.getElementById("print").addEventListener("click", () => print());
  document.getElementById("language").addEventListener("click", () => speak(1 - language));
  for (const button of document.querySelectorAll("[data-pane]")) {
    button.addEventListener("click", () => showPane(button.dataset.pane));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape") {
      if (typing) event.target.blur();
      reset();
    }
    if (typing) return;
    const reading = source.contains(document.activeElement);
    const by = { j: 1, k: -1, J: 1, K: -1, ArrowDown: reading ? 0 : 1, ArrowUp: reading ? 0 : -1 }[event.key];
    if (by) step(by);
    else if (event.key === "/") search.focus();
    else return;
    event.preventDefault();
  });

  for (const badge of document.querySelectorAll("[data-tab=findings] b")) {
    badge.classList.toggle("some", badge.textContent !== "0");
  }
  count();
  const named = /^#task-(\d+)$/.exec(location.hash);
  if (named && cardOf(named[1])) {
    light(named[1]);
    toCard(named[1]);
    toSource(named[1]);
  }
})();
