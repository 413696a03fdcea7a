// Pages work without this. With it, citations can be copied.
"use strict";
document.addEventListener("toggle", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLElement) || !box.matches("details.cite[open]") || box.querySelector("button") || !navigator.clipboard) return;
  const button = document.createElement("button");
  const words = document.documentElement.dataset;
  button.type = "button";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector(".citation").textContent.trim());
    button.textContent = words.copied;
  });
  box.lastElementChild.append(button);
}, true);
