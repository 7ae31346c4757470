/* Keeps an open form in the browser until the server has it: over an expired session, a lost connection, a closed window.

A form asks for it by `data-draft`, the version of what is saved; `data-draft-unsaved` says that it shows what was typed
and is not saved. Kept are the values of its fields, by person and path, for 30 days. Never kept are sealed fields,
passwords, files and hidden fields, except the number of rows. The texts of the notices are in the page's templates. */
(() => {
  "use strict";
  const { user, signOut } = document.currentScript.dataset;
  const ALL = "ks-draft:";
  const MINE = `${ALL}${user}:`;
  const LONGEST = 30 * 24 * 3600 * 1000;
  const NEVER = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
  let storage;
  try {
    storage = window.localStorage;
    storage.length;
  } catch {
    return; // The person's browser keeps nothing.
  }

  const forget = (wanted) =>
    Object.keys(storage).filter((key) => key.startsWith(ALL) && wanted(key)).forEach((key) => storage.removeItem(key));
  const read = (key) => {
    try {
      return JSON.parse(storage.getItem(key));
    } catch {
      return null;
    }
  };

  forget((key) => !(read(key)?.at > Date.now() - LONGEST));
  const saved = /(?:^|; )ks-saved="?([^;"]+)/.exec(document.cookie);
  if (saved) {
    storage.removeItem(MINE + decodeURIComponent(saved[1]));
    document.cookie = "ks-saved=; path=/; max-age=0; samesite=lax";
  }
  document.addEventListener("submit", (event) => {
    // Not `.action`: a field of that name hides it.
    if (event.target.getAttribute("action") === signOut) forget((key) => key.startsWith(MINE));
  });

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = MINE + location.pathname;
  const version = form.dataset.draft;

  const counts = (input) => input.type === "hidden" && input.name.endsWith("-TOTAL_FORMS");
  const kept = () =>
    [...form.elements].filter(
      (input) => input.name && (counts(input) || (!NEVER.has(input.type) && !("sealed" in input.dataset))),
    );
  const ticked = (input) => input.type === "radio" || input.type === "checkbox";
  const values = () => kept().filter((input) => !ticked(input) || input.checked).map(({ name, value }) => [name, value]);
  const fill = (fields) => {
    for (const input of kept()) {
      if (ticked(input)) input.checked = fields.some(([name, value]) => name === input.name && value === input.value);
      else if (!counts(input)) input.value = fields.find(([name]) => name === input.name)?.[1] ?? "";
    }
  };
  const keep = () => {
    try {
      storage.setItem(key, JSON.stringify({ at: Date.now(), version, fields: values() }));
    } catch {
      // Full: what is typed is on the page all the same.
    }
  };

  const shown = values();
  const same = (fields) => JSON.stringify(fields) === JSON.stringify(shown);
  const notice = (name, acts) => {
    const place = document.querySelector("[data-draft-place]");
    place.append(document.querySelector(`template[data-draft-notice="${name}"]`).content.cloneNode(true));
    for (const [act, done] of Object.entries(acts)) {
      place.querySelector(`[data-draft-act="${act}"]`).addEventListener("click", () => {
        done();
        place.replaceChildren();
      });
    }
  };
  const listen = () => form.addEventListener("input", keep);
  /* Send what was typed with the version that it was typed on: the server shows both. */
  const compare = (fields) => {
    kept().forEach((input) => (input.disabled = true));
    for (const [name, value] of fields) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    form.submit();
  };

  document.querySelector("[data-draft-drop]")?.addEventListener("click", () => storage.removeItem(key));

  const before = read(key);
  if ("draftUnsaved" in form.dataset) {
    keep();
    listen();
  } else if (!before || same(before.fields)) {
    storage.removeItem(key);
    listen();
  } else if (before.version === version) {
    fill(before.fields);
    listen();
    notice("restored", {
      undo: () => {
        fill(shown);
        storage.removeItem(key);
      },
    });
  } else {
    // Nothing new is kept before the person has chosen: it would take the place of what they typed.
    notice("newer", {
      compare: () => {
        form.elements.namedItem("version").value = before.version;
        compare(before.fields);
      },
      drop: () => {
        storage.removeItem(key);
        listen();
      },
    });
  }
})();
