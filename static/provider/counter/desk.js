/* The desk by keyboard: one key for what is next. Every key presses a button that stands on the page, so that nothing needs it. */
"use strict";

(() => {
  const OFF = "desk-keys-off";
  const kept = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const keep = (off) => { try { localStorage.setItem(OFF, off ? "1" : ""); } catch { /* a browser without storage keeps the keys on */ } };
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const steps = () => [...document.querySelectorAll("details[data-step]")];

  const open = (step, focus = true) => {
    if (!step) return;
    step.open = true;
    const summary = step.querySelector("summary");
    if (focus) summary.focus({ preventScroll: true });
    step.scrollIntoView({ block: "start" });
  };

  /* The step that has the focus, else the one that is next. */
  const here = () => document.activeElement.closest("details[data-step]") ?? document.getElementById("current")?.closest("details");
  const move = (by) => {
    const all = steps();
    const place = all.indexOf(here());
    open(all[Math.min(Math.max(place + by, 0), all.length - 1)]);
  };

  const item = () => document.activeElement.closest("tr[data-item]") ?? document.querySelector("tr[data-item]:has([name=compared]:not(:checked))");
  const along = (by) => {
    const rows = [...document.querySelectorAll("#step-compare[open] tr[data-item]")];
    const place = rows.indexOf(document.activeElement.closest("tr[data-item]"));
    const next = rows[place < 0 ? 0 : place + by];
    next?.querySelector("[name=compared]").focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  };

  const press = (button) => {
    if (!button) return false;
    const step = button.closest("details[data-step]");
    if (step && !step.open) open(step, false);
    button.click();
    return true;
  };

  const keys = {
    "?": () => {
      const all = document.getElementById("keys");
      if (!all) return false;
      all.open = !all.open;
      all.querySelector("summary").focus();
      return true;
    },
    j: () => move(1),
    k: () => move(-1),
    r: () => {
      const form = document.querySelector("form[action$='/return/']")?.closest("details");
      if (!form) return false;
      open(form);
      return true;
    },
    p: () => {
      const form = document.getElementById("photo-form");
      if (!form) return false;
      open(form.closest("details[data-step]"), false);
      const camera = [...form.querySelectorAll("[data-camera=open], [data-camera=shoot]")].find((one) => one.getClientRects().length);
      if (camera) camera.click();
      else form.querySelector("input[type=file]").focus();
    },
    ArrowDown: () => along(1),
    ArrowUp: () => along(-1),
  };
  const pressed = (key) => {
    if (keys[key]) return keys[key]() !== false;
    const row = ["x", "e"].includes(key) && item();
    return press(row ? row.querySelector(`[data-item-key="${key}"]`) : document.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled]):not([hidden])`));
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat && !event.key.startsWith("Arrow")) return;
    if (kept() || typing(event.target) || event.defaultPrevented) return;
    if (event.key.startsWith("Arrow") && (event.target.type === "radio" || !document.querySelector("#step-compare[open]"))) return;
    if (pressed(event.key)) event.preventDefault();
  });

  /* A step in the rail opens where it stands, without asking the server. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-opens]");
    const step = link && document.getElementById(link.dataset.opens);
    if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(step);
  });

  document.querySelectorAll(".keys-off").forEach((line) => {
    const button = line.querySelector("button");
    const say = () => { button.textContent = kept() ? button.dataset.keysOn : button.dataset.keysOff; };
    line.hidden = false;
    say();
    button.addEventListener("click", () => { keep(!kept()); say(); });
  });

  /* One field to fill in: whoever came by a key need not look for it. */
  const first = document.querySelector("form[data-first-field] :is(input:not([type=hidden]), textarea, select)");
  if (first && !document.querySelector("[data-focus]")) first.focus();
  const current = document.getElementById("current");
  if (current && location.hash === "#current" && !document.querySelector("[data-focus]")) current.focus({ preventScroll: true });
})();
