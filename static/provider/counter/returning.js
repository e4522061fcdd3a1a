/* What JavaScript adds where a clerk sends something back: the words of a chosen reason. */
"use strict";

(() => {
  /* A chosen reason fills its words where none of the clerk's own stand. */
  const phrases = JSON.parse(document.getElementById("phrases")?.textContent ?? "{}");
  const known = new Set(Object.values(phrases).flat());
  document.addEventListener("change", (event) => {
    const select = event.target;
    const words = select.matches("#returning select[name$='-code']") && phrases[select.value];
    if (!words) return;
    ["text", "suggestion"].forEach((name, index) => {
      const area = select.closest("fieldset").querySelector(`[name$='-${name}']`);
      if (!area.value.trim() || known.has(area.value)) area.value = words[index];
    });
  });
})();
