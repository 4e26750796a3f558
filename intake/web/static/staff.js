// j and k walk through a list, Enter opens, a row may have keys of its own, / searches, ? shows the keys of a page, which can be
// switched off; a transcript stays at its end. All optional.
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  const links = () => [...document.querySelectorAll("[data-keys] a")];
  const row = () => document.activeElement?.closest("[data-answers]");

  // The keys of a row work on the row one is at, never on one that nobody chose.
  const answerOfRow = (event) => {
    const button = row()?.querySelector(`[data-row-key="${CSS.escape(event.key)}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
    return Boolean(button);
  };

  // Single keys may be in the way of whoever speaks to the computer (WCAG 2.1.4).
  const OFF = "keys-off";
  const off = () => localStorage.getItem(OFF) === "1";

  // A key that stands on a button presses it, if its form lacks something, there first; on a link
  // it follows, on a field it goes there.
  const answer = (event) => {
    const scope = document.activeElement?.closest("[data-answers]") ?? document;
    const button = scope.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return false;
    event.preventDefault();
    if (button.matches("textarea")) {
      button.focus();
      return true;
    }
    if (button.matches("a")) {
      button.click();
      return true;
    }
    const lacks = [...button.form.elements].find((one) => one.required && !one.value.trim());
    if (lacks) {
      button.form.answer = button;
      lacks.focus();
    } else button.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (field?.matches("input") && event.key === "Enter" && field.form?.answer) {
      event.preventDefault();
      field.form.answer.click();
      return;
    }
    if (field?.hasAttribute("data-enter-sends") && event.key === "Enter") {
      if (event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (field.value.trim()) field.form.querySelector("button").click();
      return;
    }
    if (field?.matches("textarea") && event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      field.form.requestSubmit();
      return;
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") {
      showKeys();
      return;
    }
    if (off()) return;
    if (event.key === "/") {
      const search = document.getElementById("words") ?? document.querySelector("[data-search]");
      if (search) event.preventDefault();
      if (search?.matches("a")) search.click();
      else search?.focus();
      return;
    }
    if (answerOfRow(event) || answer(event)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const all = links();
    const now = all.indexOf(row()?.querySelector("a") ?? document.activeElement);
    all[Math.min(all.length - 1, Math.max(0, now + step))]?.focus();
  });

  // A ready sentence goes where the cursor stands; its first gap is chosen, to be written over.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-into]");
    if (!button) return;
    const field = document.getElementById(button.dataset.into);
    const start = field.selectionStart;
    field.setRangeText(button.dataset.says, start, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true })); // it counts as typed: drafts
    field.focus();
    const gap = /\[[^\]]*\]/.exec(button.dataset.says);
    if (gap) field.setSelectionRange(start + gap.index, start + gap.index + gap[0].length);
  });

  const sheet = document.getElementById("keys-sheet");
  const showKeys = () => {
    const here = sheet.querySelector("[data-here]");
    const shown = new Map();
    for (const one of document.querySelectorAll("[data-key], [data-row-key]")) {
      const key = one.dataset.key ?? one.dataset.rowKey;
      const says = one.dataset.keySays ?? (one.labels?.[0] ?? one).textContent.trim();
      if (!shown.has(key)) shown.set(key, says);
    }
    here.replaceChildren(
      ...[...shown].map(([name, says]) => {
        const line = document.createElement("li");
        const key = document.createElement("kbd");
        key.textContent = name;
        line.append(key, " ", says);
        return line;
      }),
    );
    sheet.showModal();
  };
  if (sheet) {
    const box = sheet.querySelector("input");
    box.checked = off();
    box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "1" : "0"));
    document.querySelector("[data-keys-open]")?.addEventListener("click", showKeys);
  }

  // How many are ticked, beside what is done to them.
  const chosen = document.querySelector("[data-chosen]");
  const count = () => {
    const many = document.querySelectorAll('[data-row-key="x"]:checked').length;
    chosen.textContent = many ? `（${many} 件）` : "";
  };
  if (chosen) {
    document.addEventListener("change", count);
    count();
  }
  // What could not be kept as a draft says so, and is tried again until it is.
  const AGAIN = 10_000; // milliseconds
  const lost = (event) => {
    const field = event.target;
    if (!field.matches("[data-draft]")) return;
    document.getElementById(`${field.id}-lost`).hidden = false;
    setTimeout(() => htmx.trigger(field, "again"), AGAIN);
  };
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(name, lost);
  }
  document.body.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
    if (!detail.isError && target.id.endsWith("-kept")) {
      document.getElementById(target.id.replace("-kept", "-lost")).hidden = true;
    }
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
