// Files to add: dropped or chosen, listed one by one, with progress. Without this script the plain input does the work.
// All words are the page's own, in data- attributes.
(() => {
  "use strict";

  const made = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });

  function setUp(box) {
    if (box.dataset.ready) return;
    box.dataset.ready = "yes";
    const input = box.querySelector("input[type=file]");
    const form = input.form;
    const list = made("ul", "ks-drop__files");
    const said = made("p", "usa-sr-only");
    said.setAttribute("role", "status");
    box.append(list, said);
    box.querySelector(".ks-drop__hint").hidden = false;

    const words = (which, name) => box.dataset[which].replace("{name}", () => name);
    const fault = (file) =>
      file.size > Number(box.dataset.largest) ? words("tooLarge", file.name) : file.size ? "" : words("empty", file.name);

    function refuse(message) {
      list.append(made("li", "usa-error-message", message));
      said.textContent = message;
    }

    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.classList.add("ks-drop--over");
    });
    for (const kind of ["dragleave", "drop"]) box.addEventListener(kind, () => box.classList.remove("ks-drop--over"));

    if (box.dataset.sendTo) sendAtOnce();
    else sendWithForm();

    // Each file goes by itself as soon as it is chosen; what the server says of it is shown, and the list is renewed.
    function sendAtOnce() {
      const queue = [];
      let busy = false;
      let pressed = null;

      function take(files) {
        list.querySelectorAll(".usa-error-message").forEach((old) => old.remove());
        for (const file of files) {
          const message = fault(file);
          if (message) refuse(message);
          else queue.push([file, row(file)]);
        }
        next();
      }

      // Whoever has pressed a button meanwhile is to read this before the page goes.
      function keepOpen(message) {
        pressed = null;
        refuse(message);
      }

      function row(file) {
        const item = made("li", "", file.name);
        const progress = made("progress", "ks-progress");
        progress.max = 1;
        progress.value = 0;
        progress.setAttribute("aria-label", words("sending", file.name));
        item.append(progress);
        list.append(item);
        return item;
      }

      function next() {
        if (busy) return;
        const [file, item] = queue.shift() || [];
        if (!file) {
          if (pressed) form.requestSubmit(pressed.button);
          return;
        }
        busy = true;
        said.textContent = words("sending", file.name);
        const data = new FormData();
        data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        data.append(input.name, file);
        send(box.dataset.sendTo, data, item.querySelector("progress"), (answer) => {
          busy = false;
          item.remove();
          if (answer.response?.list !== undefined) {
            document.getElementById("files-added").innerHTML = answer.response.list;
            const problems = document.getElementById("problems");
            if (problems.childElementCount) problems.innerHTML = answer.response.problems;
            answer.response.refused.forEach(keepOpen);
            if (answer.response.added) said.textContent = answer.response.added;
          } else {
            keepOpen(words("failed", file.name));
          }
          next();
        }, "json");
      }

      input.addEventListener("change", () => {
        take([...input.files]);
        input.value = "";
      });
      box.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
      // Whoever saves while files are on their way leaves the page when all have arrived.
      form.addEventListener("submit", (event) => {
        if (!busy) return;
        event.preventDefault();
        pressed = { button: event.submitter };
      });
    }

    // The files are listed, and go when the form does.
    function sendWithForm() {
      function hold(files) {
        const held = new DataTransfer();
        for (const file of files) held.items.add(file);
        input.files = held.files;
        show();
      }

      function show() {
        list.replaceChildren();
        for (const file of input.files) {
          const message = fault(file);
          const item = made("li", message ? "usa-error-message" : "", message || file.name);
          const button = made("button", "ks-link", words("remove", file.name));
          button.type = "button";
          button.addEventListener("click", () => {
            hold([...input.files].filter((other) => other !== file));
            input.focus();
          });
          item.append(" ", button);
          list.append(item);
        }
        said.textContent = [...input.files].map((file) => fault(file) || file.name).join(", ");
      }

      input.addEventListener("change", show);
      box.addEventListener("drop", (event) => hold([...input.files, ...event.dataTransfer.files]));
      form.addEventListener("submit", (event) => {
        if (!input.files.length || event.defaultPrevented) return;
        event.preventDefault();
        const names = [...input.files].map((file) => file.name).join(", ");
        const progress = made("progress", "ks-progress");
        progress.setAttribute("aria-label", (said.textContent = words("sending", names)));
        box.append(progress);
        const buttons = form.querySelectorAll("button");
        const data = new FormData(form, event.submitter);
        buttons.forEach((button) => (button.disabled = true));
        send(form.action, data, progress, (answer) => {
          if (answer.status) return open(answer, input.name, [...input.files]);
          progress.remove();
          buttons.forEach((button) => (button.disabled = false));
          refuse(words("failed", names));
        });
      });
    }
  }

  function send(address, data, progress, done, type = "text") {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = type;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => done(request));
    request.send(data);
  }

  // What the server answered is the next page, as if the browser itself had sent the form. Where it is the form again,
  // the files are put back.
  function open(answer, name, files) {
    history.pushState(null, "", answer.responseURL);
    document.open();
    document.addEventListener("DOMContentLoaded", () => {
      document.querySelector("[autofocus]")?.focus();
      const box = answer.status >= 400 && document.querySelector(`[data-upload]:has(input[name="${name}"])`);
      if (!box) return;
      box.querySelector(".ks-drop__again")?.remove();
      const held = new DataTransfer();
      files.forEach((file) => held.items.add(file));
      const input = box.querySelector("input[type=file]");
      input.files = held.files;
      input.dispatchEvent(new Event("change"));
    });
    document.write(answer.responseText);
    document.close();
  }

  // A file that is dropped beside the box must not take the place of a half-filled page.
  for (const kind of ["dragover", "drop"]) {
    window.addEventListener(kind, (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  }
  document.querySelectorAll("[data-upload]").forEach(setUp);
})();
