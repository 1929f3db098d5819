// How far a file has come on its way to the server, and that it is being read there.
"use strict";

for (const form of document.querySelectorAll("form[data-sends-file]")) {
  const box = form.querySelector(".sending");
  const bar = box.querySelector("progress");
  const say = (stage) => {
    for (const line of box.querySelectorAll("[data-said]")) line.hidden = line.dataset.said !== stage;
  };
  form.addEventListener("htmx:beforeRequest", () => {
    box.hidden = false;
    bar.value = 0;
    say("sending");
  });
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (!event.detail.lengthComputable) return;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
    if (event.detail.loaded === event.detail.total) {
      bar.removeAttribute("value");
      say("reading");
    }
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    // A page that leads on keeps the bar until the next one is there.
    if (!event.detail.xhr?.getResponseHeader("HX-Redirect")) box.hidden = true;
  });
}
