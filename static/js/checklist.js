/* Saves each finding of a checklist as it is made, so that none is lost when another panel is opened.

A form asks for it by `data-saves`. A row that was changed is sent like the form, alone, and the answer is the page: the
rows that nobody is changing, the lists above them and the acts that were blocked are drawn anew from it. The texts for
what was not saved are in the page's template. Without this script the form has its button. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-saves]");
  if (!form) return;
  const CHECKS = /(?:^| )applications\.check:\d+/;
  const DRAWN = ["criteria", "blockers", "act-approve", "act-deny"];
  const changed = new Set();
  let queue = Promise.resolve();

  const row = (input) => input.closest(".ks-check");
  const outcome = (fields) => fields.querySelector("[type=radio]:checked")?.value;
  const noted = (fields) => fields.querySelector("textarea").value.trim() !== "";
  const say = (fields, text) => {
    fields.querySelector(".ks-check-state").textContent = text;
  };
  const sent = (fields) => {
    const data = new FormData(form);
    for (const input of form.elements) {
      const other = input.name && row(input);
      if (other && other !== fields) data.delete(input.name);
    }
    return data;
  };
  // The checks that were saved are part of the state of the record that every form of the page names.
  const agree = (page) => {
    const token = page.querySelector("[name=_seen]")?.value;
    const checks = token && CHECKS.exec(token)?.[0].trim();
    if (!checks) return;
    for (const input of document.getElementsByName("_seen")) {
      const others = input.value.split(" ").filter((part) => part && !CHECKS.test(part));
      input.value = [...others, checks].sort().join(" ");
    }
  };
  const draw = (page, saved) => {
    const focused = document.activeElement?.id;
    for (const fields of form.querySelectorAll(".ks-check")) {
      const drawn = page.getElementById(fields.id);
      if (drawn && !changed.has(fields.id)) fields.replaceWith(document.adoptNode(drawn));
      // Changed again meanwhile: what was saved is no longer another's.
      else if (drawn && fields.id === saved)
        for (const input of drawn.querySelectorAll("[type=hidden]")) form.elements[input.name].value = input.value;
    }
    for (const section of document.querySelectorAll(".ks-section")) {
      const [now, drawn] = [section, page.getElementById(section.id)].map((each) => each?.querySelector(".ks-found"));
      if (now && drawn) now.replaceWith(document.adoptNode(drawn));
    }
    for (const id of DRAWN) {
      const [now, drawn] = [document.getElementById(id), page.getElementById(id)];
      // An act whose form is there may have been filled in.
      if (!now || !drawn || now.querySelector("form")) continue;
      if (now.open) drawn.open = true;
      now.replaceWith(document.adoptNode(drawn));
    }
    if (focused) document.getElementById(focused)?.focus();
  };
  const save = async (id) => {
    const fields = document.getElementById(id);
    if (!outcome(fields)) return;
    if (outcome(fields) !== "met" && !noted(fields)) {
      say(fields, form.dataset.note);
      return;
    }
    const data = sent(fields);
    changed.delete(id);
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data });
      if (!answer.ok && answer.status !== 422 && answer.status !== 409) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.getElementById(id)) throw new Error("another page");
      if (answer.ok) agree(page);
      draw(page, answer.ok && id);
    } catch {
      changed.add(id);
      say(document.getElementById(id), form.dataset.failed);
    }
  };

  form.classList.add("ks-saves");
  form.addEventListener("input", (event) => {
    if (row(event.target)) changed.add(row(event.target).id);
  });
  form.addEventListener("change", (event) => {
    const fields = row(event.target);
    if (!fields) return;
    changed.add(fields.id);
    queue = queue.then(() => save(fields.id));
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
})();
