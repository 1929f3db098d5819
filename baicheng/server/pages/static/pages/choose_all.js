// One box that ticks all of a name in its form, and shows whether all, some or none of them are.
"use strict";

for (const part of document.querySelectorAll("[data-chooses-all]")) {
  const all = part.querySelector("input");
  const boxes = [...part.closest("form").querySelectorAll(`input[name="${part.dataset.choosesAll}"]`)];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  for (const box of boxes) box.addEventListener("change", show);
  part.parentElement.querySelector("[data-without-script]")?.remove();
  part.hidden = false;
  show();
}
