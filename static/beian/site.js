/* What JavaScript adds. Every page is complete without it. */
"use strict";

(() => {
  /* The error summary takes the focus, and its links lead into the control itself. */
  const takeFocus = () => document.querySelector("[data-focus]")?.focus();

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });

  /* One submit per form. The buttons stay enabled, so that the pressed one is sent, and Back finds a form that works. */
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), 15000);
  });

  window.addEventListener("pageshow", (event) => {
    document.querySelectorAll("form[data-sent]").forEach(release);
    if (!event.persisted) takeFocus();
  });

  /* How many rows of a table are ticked. */
  document.addEventListener("change", (event) => {
    const form = event.target.name === "selected" && event.target.form;
    const words = form && form.querySelector("[data-selected-count]");
    if (words) words.textContent = words.dataset.selectedCount.replace("{n}", form.querySelectorAll("[name=selected]:checked").length);
  });

  /* A chosen picture is shown before it is sent. */
  document.addEventListener("change", (event) => {
    const id = event.target.dataset?.preview;
    const image = id && document.getElementById(id);
    if (!image) return;
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    const file = event.target.files[0];
    image.hidden = !file || !file.type.startsWith("image/");
    if (!image.hidden) image.src = URL.createObjectURL(file);
  });

  /* A part that changes by itself: asked again until the answer no longer says data-poll. */
  const watch = (part) => {
    const seconds = Math.max(2, Number(part.dataset.pollSeconds) || 5);
    setTimeout(() => ask(part, seconds), seconds * 1000);
  };

  const ask = async (part, seconds) => {
    if (!part.isConnected) return;
    try {
      const answer = await fetch(part.dataset.poll, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) return;
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = part.id ? read.getElementById(part.id) : read.body.firstElementChild;
      if (!fresh) return;
      /* An unchanged part stays, so that nobody loses the place while reading. */
      const changed = fresh.outerHTML !== part.outerHTML;
      if (changed) part.replaceWith(fresh);
      if (fresh.dataset.poll) watch(changed ? fresh : part);
    } catch {
      part.dataset.pollSeconds = Math.min(seconds * 2, 60);
      watch(part);
    }
  };

  /* Where a part could not be fetched alone (signed out, an error), the browser goes to the page itself. */
  const whole = (event) => {
    const { xhr, pathInfo } = event.detail;
    const asked = new URL(pathInfo.finalRequestPath, location);
    const came = new URL(xhr.responseURL || asked, location);
    if (event.type === "htmx:beforeSwap" && came.pathname === asked.pathname) return;
    event.preventDefault();
    location.assign(came);
  };
  ["htmx:beforeSwap", "htmx:responseError", "htmx:sendError"].forEach((name) => document.addEventListener(name, whole));

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-poll]").forEach(watch));
})();

(() => {
  /* An upload shows how far it has come, and says so when the line breaks off: the files stay chosen. */
  const told = (form, bar) => {
    const line = form.querySelector("[data-upload-says]");
    bar.hidden = true;
    line.textContent = form.dataset.uploadBroken;
    line.hidden = false;
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    line.focus();
  };

  const shown = (sending) => {
    if (sending.status < 400 && sending.responseURL) return location.assign(sending.responseURL);
    document.open();
    document.write(sending.responseText);
    return document.close();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-upload]") || event.defaultPrevented) return;
    if (![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
    event.preventDefault();
    const bar = form.querySelector("progress");
    const content = new FormData(form, event.submitter);
    const sending = new XMLHttpRequest();
    form.querySelector("[data-upload-says]").hidden = true;
    bar.hidden = false;
    sending.upload.addEventListener("progress", (now) => {
      if (now.lengthComputable) bar.value = Math.round((100 * now.loaded) / now.total);
    });
    sending.addEventListener("load", () => shown(sending));
    ["error", "timeout", "abort"].forEach((name) => sending.addEventListener(name, () => told(form, bar)));
    sending.open("POST", form.action || location.href);
    sending.send(content);
  });
})();
