/* What JavaScript adds for clerks: papers to turn and enlarge, words of a chosen reason. Without it each paper opens by its link. */
"use strict";

(() => {
  const shown = (paper, how) => {
    const picture = paper.querySelector("img");
    const state = paper.state ?? (paper.state = { times: 1, turn: 0, wide: picture.clientWidth, tall: picture.clientHeight });
    if (how === "larger") state.times = Math.min(state.times * 1.5, 6);
    if (how === "smaller") state.times = Math.max(state.times / 1.5, 1);
    if (how === "turn") state.turn = (state.turn + 90) % 360;
    if (how === "back") Object.assign(state, { times: 1, turn: 0 });
    paper.querySelector(".paper-window").classList.toggle("enlarged", state.times > 1);
    picture.style.width = state.times > 1 ? `${Math.round(state.wide * state.times)}px` : "";
    picture.style.height = state.times > 1 ? "auto" : "";
    /* On its side a picture is as tall as it was wide: what is below must not be covered. */
    const gap = state.turn % 180 ? ((state.wide - state.tall) * state.times) / 2 : 0;
    picture.style.transform = state.turn ? `rotate(${state.turn}deg)` : "";
    picture.style.margin = gap ? `${Math.max(gap, 0)}px ${Math.max(-gap, 0)}px` : "";
  };

  document.querySelectorAll("[data-paper]").forEach((paper) => {
    if (!paper.querySelector("img")) return;
    paper.querySelector(".paper-tools").hidden = false;
    paper.addEventListener("click", (event) => {
      const how = event.target.closest("[data-turn]")?.dataset.turn;
      if (how) shown(paper, how);
    });
  });

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
