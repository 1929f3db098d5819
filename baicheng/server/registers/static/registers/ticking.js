// Rows of a ledger that are ticked: all of a page at once, and how many there are.
"use strict";

function showTicked() {
  const boxes = [...document.querySelectorAll(".row-tick")];
  const number = boxes.filter((box) => box.checked).length;
  for (const place of document.querySelectorAll("[data-ticked]")) place.textContent = number ? ` ${number}` : "";
  for (const all of document.querySelectorAll("[data-ticks-all]")) {
    all.closest("label").hidden = false;
    all.checked = number > 0 && number === boxes.length;
    all.indeterminate = number > 0 && number < boxes.length;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-ticks-all]")) {
    for (const box of document.querySelectorAll(".row-tick")) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-ticks-all], .row-tick")) showTicked();
});
document.addEventListener("htmx:load", showTicked);
window.addEventListener("pageshow", showTicked);
