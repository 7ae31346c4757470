/* Keys of the desk and the palette of commands and records. Every key does what a link, a button or a form of the page
does.

A letter does nothing while one types, while another key is held, or after the reader turned the keys off on the page of
commands. The texts of the palette are in `admin/base_site.html`, its commands on the page of commands. */
(() => {
  "use strict";
  const OFF = "ks-keys-off";
  // The acts of a page that agree and that refuse, the likeliest first: some pages name one act otherwise than others.
  const AGREE = ["approve", "accept", "grant", "countersign", "confirm", "sustain", "uphold"];
  const REFUSE = ["deny", "decline", "send_back", "withdraw", "dismiss", "reverse", "uphold"];
  const NOTE = ["note", "follow_up", "answer"];
  // The palette asks for records once one has typed so much, and has not gone on for so many milliseconds.
  const MIN_LETTERS = 3;
  const REST = 200;
  const palette = document.getElementById("ks-palette");
  // Readers who may not search have no box.
  const box = document.getElementById("search-text");
  let keysOff = false;
  try {
    keysOff = window.localStorage.getItem(OFF) === "yes";
  } catch {
    // The browser keeps nothing: the keys work on every page.
  }

  const isTyping = (element) => element.closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog");

  const openAct = (names) => {
    const act = names.map((name) => document.getElementById(`act-${name}`)).find(Boolean);
    if (!act) return;
    act.open = true;
    act.scrollIntoView({ block: "center" });
    (act.querySelector("form :is(input:not([type=hidden]), select, textarea, button)") || act.querySelector("summary")).focus();
  };

  const rowOf = (element) => element.closest("tr, li");
  const rows = () => [...document.querySelectorAll("#result_list tbody a, .ks-own a")].filter(
    (link, number, all) => all.findIndex((other) => rowOf(other) === rowOf(link)) === number
  );
  const step = (key, by) => {
    const link = document.querySelector(`[data-key="${key}"]`);
    if (link) return link.click();
    const all = rows();
    const row = rowOf(document.activeElement);
    const next = all.findIndex((other) => rowOf(other) === row) + by;
    all[row ? Math.min(Math.max(next, 0), all.length - 1) : 0]?.focus();
  };

  const [commands, records] = palette.querySelectorAll("ul");
  const field = palette.querySelector("input");
  const shown = () => [...palette.querySelectorAll("li:not([hidden]) a")];
  const add = (list, url, text, about) => {
    const item = document.createElement("li");
    const own = document.createElement("a");
    own.href = url;
    own.textContent = text.trim().replace(/\s+/g, " ");
    if (about) {
      const quiet = document.createElement("span");
      quiet.className = "quiet";
      quiet.textContent = about;
      own.append(" ", quiet);
    }
    item.append(own);
    list.append(item);
  };
  const addLink = (link) => add(commands, link.href, link.textContent);
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    commands.querySelectorAll("li").forEach((item) => {
      item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
    });
  };
  const showRecords = (found) => {
    records.replaceChildren();
    records.previousElementSibling.textContent = found.length ? records.dataset.title : "";
    found.forEach(({ kind, name, about, url }) => add(records, url, name, `${kind} · ${about}`));
  };
  const findRecords = async () => {
    const text = field.value.trim();
    if (text.length < MIN_LETTERS) return showRecords([]);
    const sent = new FormData(box.form);
    sent.set("text", text);
    const answer = await fetch(box.form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    // A later text may have been answered first.
    if (answer.ok && field.value.trim() === text) showRecords((await answer.json()).results);
  };
  let resting;
  const typed = () => {
    filter();
    clearTimeout(resting);
    if (box) resting = setTimeout(findRecords, REST);
  };
  const openPalette = async () => {
    palette.showModal();
    field.value = "";
    showRecords([]);
    if (!commands.children.length) {
      document.querySelectorAll(".ks-act > summary").forEach((act) => add(commands, `#${act.parentElement.id}`, act.textContent));
      document.querySelectorAll("#content :is(.ks-around, .ks-tabs, .ks-contents, .ks-files) a").forEach(addLink);
      document.querySelectorAll("[data-about] button").forEach((button) => add(commands, `#${button.parentElement.id}`, button.textContent));
      document.querySelectorAll("#content button[data-command]").forEach((button) => add(commands, `#${button.id}`, button.textContent));
      const answer = await fetch(palette.dataset.commands);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.querySelectorAll("#ks-commands a").forEach(addLink);
    }
    filter();
  };
  palette.addEventListener("input", typed);
  palette.addEventListener("keydown", (event) => {
    const links = shown();
    const here = links.indexOf(document.activeElement);
    if (event.key === "Enter" && here < 0 && links.length) links[0].click();
    else if (event.key === "Enter" && here < 0 && box) {
      box.value = field.value;
      box.form.requestSubmit();
    } else if (event.key === "ArrowDown") links[Math.min(here + 1, links.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (links[here - 1] || field).focus();
    else return;
    event.preventDefault();
  });
  palette.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    palette.close();
    if (link.hash.startsWith("#act-")) openAct([link.hash.slice("#act-".length)]);
    const named = link.hash && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const button = link.hash.startsWith("#about-") ? named?.querySelector("button") : named && named.closest("button[data-command]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();
  const KEYS = {
    j: () => step("j", 1),
    k: () => step("k", -1),
    n: () => openAct(NOTE),
    p: openPalette,
    a: () => openAct(AGREE),
    d: () => openAct(REFUSE),
    t: () => press("t"),
    s: () => press("s"),
    q: () => press("q"),
    f: () => press("f"),
    r: () => document.querySelector('[data-key="r"]')?.focus(),
    "/": () => box?.select(),
    "?": () => window.location.assign(palette.dataset.commands),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      openPalette();
      return;
    }
    if (keysOff || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // A menu of the head closes when one clicks beside it or presses Escape.
  const closeMenus = (event) => {
    document.querySelectorAll(".ks-menus details[open]").forEach((menu) => {
      if (event.key && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      if (event.key || !menu.contains(event.target)) menu.open = false;
    });
  };
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(event);
  });

  const turn = document.getElementById("ks-keys-off");
  if (turn) {
    turn.closest("[hidden]").hidden = false;
    turn.checked = keysOff;
    turn.addEventListener("change", () => {
      keysOff = turn.checked;
      window.localStorage.setItem(OFF, keysOff ? "yes" : "no");
    });
  }
})();
