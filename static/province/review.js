/* What JavaScript adds for reviewers: keys, the minutes left, words of a chosen reason. All of it works with buttons. */
"use strict";

(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const KEPT = "beian.review.keys";

  /* A picture that has come counts as opened. */
  const opened = (paper) => {
    const place = $("[data-seen]", paper);
    const tag = place && $(".tag", place);
    if (!tag || tag.classList.contains("tone-success")) return;
    tag.className = tag.className.replace(/tone-\w+/, "tone-success");
    tag.textContent = place.dataset.seen;
  };

  all("[data-paper]").forEach((paper) => {
    const picture = $("img", paper);
    if (picture?.complete && picture.naturalWidth) opened(paper);
    picture?.addEventListener("load", () => opened(paper));
    $("[data-open]", paper)?.addEventListener("click", () => setTimeout(() => opened(paper), 1000));
  });

  /* The minutes left of the claim. */
  const tick = () => {
    const lease = $("[data-until]");
    if (!lease) return;
    const left = Math.round((Date.parse(lease.dataset.until) - Date.now()) / 1000);
    const place = $(".lease-left", lease);
    lease.classList.toggle("lease-short", left < 120);
    place.textContent = left <= 0 ? place.dataset.over : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  };
  tick();
  setInterval(tick, 1000);

  /* Marks: the row shows it, the bar counts them. */
  const counted = () => {
    const marks = all("input[name=mark]");
    marks.forEach((mark) => mark.closest("[data-field]")?.classList.toggle("field-marked", mark.checked));
    const many = marks.filter((mark) => mark.checked).length;
    const place = $("#marks");
    if (place) place.textContent = many ? `（${place.dataset.words.replace("{n}", many)}）` : "";
    return many;
  };
  document.addEventListener("change", (event) => {
    if (event.target.name === "mark") counted();
  });
  counted();

  /* A reason chosen in a row fills its words where none of the reviewer's own stand; a found one goes into the row at hand. */
  const phrases = JSON.parse($("#phrases")?.textContent ?? "{}");
  const known = new Set(Object.values(phrases).flat());
  const fill = (select) => {
    const words = phrases[select.value];
    const row = select.closest("fieldset");
    if (!words || !row) return;
    ["text", "suggestion"].forEach((name, index) => {
      const area = $(`[name$='-${name}']`, row);
      if (area && (!area.value.trim() || known.has(area.value))) area.value = words[index];
    });
  };
  let atHand = null;
  document.addEventListener("focusin", (event) => {
    atHand = event.target.closest?.("#decide fieldset") ?? atHand;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("#decide select[name$='-code']")) fill(event.target);
  });
  document.addEventListener("click", (event) => {
    const code = event.target.closest?.("[data-pick]")?.dataset.pick;
    if (!code) return;
    const rows = all("#decide fieldset");
    const row = (atHand?.isConnected && atHand) || rows.find((each) => !$("select[name$='-code']", each).value) || rows.at(-1);
    const select = $("select[name$='-code']", row);
    select.value = code;
    fill(select);
    select.focus();
  });
  const search = $("#reason-search");
  if (search) search.hidden = false;

  /* Keys. Letters never work where somebody writes, and can be switched off; Ctrl+Enter sends what was chosen. */
  const bar = $("#bar");
  const help = $("#keys");
  const toggle = $("#keys-on");
  const on = () => localStorage.getItem(KEPT) !== "off";
  if (help) help.hidden = false;
  if (toggle) {
    toggle.checked = on();
    toggle.addEventListener("change", () => localStorage.setItem(KEPT, toggle.checked ? "on" : "off"));
  }

  const armed = (word) => {
    if (!bar) return;
    bar.dataset.armed = word;
    all("[data-arm]").forEach((each) => each.toggleAttribute("data-chosen", each.dataset.arm === word));
    const place = $(".armed", bar);
    place.textContent = place.dataset[word] ?? "";
  };
  if (bar?.dataset.armed) armed(bar.dataset.armed);

  const row = (step) => {
    const rows = all("[data-field]");
    const now = rows.indexOf(document.activeElement?.closest("[data-field]"));
    const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "center" });
  };

  const keys = {
    a: () => $("[data-arm=approve]", bar ?? document) && armed("approve"),
    r: () => {
      const returning = $("#returning");
      if (!returning) return;
      armed("return");
      if (counted() && !returning.hasAttribute("data-armed")) return $("[data-arm=return]", bar).click();
      returning.open = true;
      $("select, textarea", returning)?.focus();
    },
    f: () => {
      const mark = document.activeElement?.closest("[data-field]")?.querySelector("input[name=mark]");
      mark?.click();
      mark?.closest("[data-field]").focus({ preventScroll: true });
    },
    j: () => row(1),
    k: () => row(-1),
    "?": () => help && (help.open = !help.open),
  };

  const writing = (target) =>
    target.isContentEditable ||
    target.matches?.("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button])");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.ctrlKey && event.key === "Enter" && bar?.dataset.armed) {
      event.preventDefault();
      $(`[data-send=${bar.dataset.armed}]`)?.click();
      return;
    }
    if (event.ctrlKey || writing(event.target) || !on()) return;
    const button = $(`[data-key="${CSS.escape(event.key)}"]`);
    const act = keys[event.key];
    if (!act && !button) return;
    event.preventDefault();
    act ? act() : button.click();
  });
})();
