// Decisions are typed line by line: Enter leads to the next line, which is made where there is none; Ctrl+Enter keeps.
for (const form of document.querySelectorAll("[data-lines]")) {
  const list = form.querySelector(".lines-typed");

  const nextOf = (line) => {
    if (line.nextElementSibling) return line.nextElementSibling;
    const fresh = line.cloneNode(true);
    for (const input of fresh.querySelectorAll("input, textarea")) {
      input.value = "";
      input.removeAttribute("aria-describedby");
    }
    fresh.classList.remove("line-wrong");
    fresh.querySelector(".field-error")?.remove();
    fresh.querySelector(".line-number").textContent = String(list.children.length + 1);
    list.append(fresh);
    return fresh;
  };

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector('[name="keep"]'));
      return;
    }
    const line = event.target.closest(".line-typed");
    if (!line || event.shiftKey) return;
    event.preventDefault();
    nextOf(line).querySelector("textarea").focus();
  });
}
