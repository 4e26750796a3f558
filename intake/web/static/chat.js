// Makes the conversation smoother. Everything works without it.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const log = byId("log");
  const say = byId("say");
  const box = byId("text");
  let sent = "";
  document.documentElement.classList.add("js");

  const toTheEnd = () => byId("latest").scrollIntoView({ block: "end" });

  function show(card) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  }

  function problem(id) {
    byId("problem").replaceWith(byId(id).content.cloneNode(true));
  }

  function dropSending() {
    log.querySelectorAll(".sending").forEach((bubble) => bubble.remove());
  }

  function giveBack() {
    if (sent && !box.value) box.value = sent;
    sent = "";
    box.focus();
  }

  // Enter sends; while an input method is composing it only chooses a character.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (box.value.trim()) say.querySelector("button").click();
  });

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.requestConfig.elt;
    if (!form.hasAttribute("data-says")) return;
    const bubble = byId("said").content.cloneNode(true);
    bubble.querySelector(".words").textContent = form.elements.text.value.trim();
    log.append(bubble);
    if (form === say) {
      sent = box.value;
      box.value = "";
    }
    toTheEnd();
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400) return;
    dropSending();
    giveBack();
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) return;
    event.detail.shouldSwap = false;
    problem("offline");
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.requestConfig.elt.hasAttribute("data-says")) return;
    dropSending();
    if (event.detail.successful) {
      sent = "";
    } else if (!event.detail.xhr.status) {
      giveBack();
      problem("offline");
    }
  });

  // A bubble may come twice, by the form's answer and by the stream; one is enough.
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (!(node instanceof HTMLElement)) continue;
      if (node.id && log.querySelectorAll(`#${node.id}`).length > 1) node.remove();
    }
    const card = [...log.querySelectorAll("[data-arrived]")].pop();
    if (card && card === log.lastElementChild) show(card);
    else toTheEnd();
  }).observe(log, { childList: true });

  document.body.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const digits = byId(copy.dataset.copy).textContent.trim().replace(/\s+/g, " ");
      navigator.clipboard.writeText(digits).then(() => copy.classList.add("copied"));
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  const arrived = log.querySelector("[data-arrived]");
  if (arrived) show(arrived);
  else if (log.children.length > 1) toTheEnd();
})();
