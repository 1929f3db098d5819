// A card of the board that is dropped on another column opens the form of the move that leads there: nothing moves
// by the drop itself. Without this script, and by keyboard, the same moves stand on the record's page.
"use strict";

(() => {
  let card = null;

  /** The move that leads from the card's column to another, "" where several do; undefined where none does. */
  const moveTo = (pile) => {
    const from = card?.closest(".pile");
    if (!pile || !from || pile === from) return undefined;
    return JSON.parse(from.dataset.leads || "{}")[pile.dataset.state];
  };
  const pileOf = (event) => event.target.closest?.(".pile") ?? null;

  document.addEventListener("dragstart", (event) => {
    card = event.target.closest?.(".record-card[draggable]") ?? null;
    if (!card) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.record);
    card.classList.add("is-carried");
    for (const pile of document.querySelectorAll(".pile")) {
      pile.classList.toggle("pile-takes", moveTo(pile) !== undefined);
    }
  });

  document.addEventListener("dragover", (event) => {
    if (moveTo(pileOf(event)) !== undefined) event.preventDefault();
  });

  document.addEventListener("drop", (event) => {
    const name = moveTo(pileOf(event));
    if (name === undefined) return;
    event.preventDefault();
    window.location.assign(card.dataset.record + (name ? `moves/${name}/` : ""));
  });

  document.addEventListener("dragend", () => {
    card?.classList.remove("is-carried");
    card = null;
    for (const pile of document.querySelectorAll(".pile-takes")) pile.classList.remove("pile-takes");
  });
})();
