// j and k walk through a list, Enter opens, / searches; a transcript stays at its end. All optional.
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  const links = () => [...document.querySelectorAll("[data-keys] a")];

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select");
    if (field?.hasAttribute("data-enter-sends") && event.key === "Enter") {
      if (event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (field.value.trim()) field.form.querySelector("button").click();
      return;
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      const search = document.getElementById("words") ?? document.querySelector("[data-search]");
      if (search) event.preventDefault();
      if (search?.matches("a")) search.click();
      else search?.focus();
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const all = links();
    const now = all.indexOf(document.activeElement);
    all[Math.min(all.length - 1, Math.max(0, now + step))]?.focus();
  });

  const toTheEnd = () => {
    const transcript = document.getElementById("transcript");
    if (transcript) transcript.scrollTop = transcript.scrollHeight;
  };

  let before = 0;
  document.body.addEventListener("htmx:afterSettle", () => {
    const bubbles = document.querySelectorAll("#transcript .turn").length;
    if (bubbles !== before) toTheEnd();
    before = bubbles;
  });
  toTheEnd();
})();
