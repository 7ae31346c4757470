/* Keeps the request for information that an officer is writing: each text as it is changed, and each place that is added
or removed without loading the page anew, so that the officer stays where they read.

The form has its addresses and texts in `data-`. Its buttons stand beside the answers too, by `form="asking"`. Without
this script each button loads the page. */
(() => {
  "use strict";
  const form = () => document.getElementById("asking");
  if (!form()) return;
  let queue = Promise.resolve();
  let unsaved = 0;

  const say = (text) => {
    document.getElementById("asking-state").textContent = text;
  };
  const sent = (name, value) => {
    const data = new FormData(form());
    data.append(name, value);
    return fetch(form().dataset.keeps, { method: "POST", body: data }).then((answer) => {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.text();
    });
  };
  const keep = async (count) => {
    try {
      await sent("keep", "1");
      if (count === unsaved) unsaved = 0;
      say(form().dataset.kept);
    } catch {
      say(form().dataset.failed);
    }
  };
  const draw = (page) => {
    const drawn = page.getElementById("act-ask");
    if (!page.getElementById("asking") || !drawn) throw new Error("another page");
    drawn.open = true;
    document.getElementById("act-ask").replaceWith(document.adoptNode(drawn));
    for (const place of document.querySelectorAll("[data-about]")) {
      const now = page.querySelector(`[data-about="${CSS.escape(place.dataset.about)}"]`);
      if (now) place.replaceWith(document.adoptNode(now));
    }
  };
  const change = async (button) => {
    const { name, value } = button;
    try {
      draw(new DOMParser().parseFromString(await sent(name, value), "text/html"));
      unsaved = 0;
      const field = name === "add" && document.getElementById(`id_ask-about-${value}`);
      (field || document.querySelector("#act-ask > summary")).focus();
    } catch {
      // The button does by itself what the script could not.
      unsaved = 0;
      form().requestSubmit(button.isConnected ? button : undefined);
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=add], button[name=remove]");
    if (!button || button.form !== form()) return;
    event.preventDefault();
    queue = queue.then(() => change(button));
  });
  document.addEventListener("input", (event) => {
    if (event.target.form === form()) unsaved += 1;
  });
  document.addEventListener("change", (event) => {
    if (event.target.form !== form()) return;
    const count = unsaved;
    queue = queue.then(() => keep(count));
  });
  document.addEventListener("submit", (event) => {
    if (event.target === form()) unsaved = 0;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
})();
