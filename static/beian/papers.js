/* Papers on a page: larger, smaller, a quarter turn. Without JavaScript each opens by its link. */
"use strict";

(() => {
  const turned = (paper, how) => {
    const picture = paper.querySelector("img");
    const state = paper.state ?? (paper.state = { times: 1, turn: 0, wide: picture.clientWidth, tall: picture.clientHeight });
    if (how === "larger") state.times = Math.min(state.times * 1.5, 6);
    if (how === "smaller") state.times = Math.max(state.times / 1.5, 1);
    if (how === "right") state.turn = (state.turn + 90) % 360;
    if (how === "back") Object.assign(state, { times: 1, turn: 0 });
    picture.closest(".paper-window").classList.toggle("enlarged", state.times > 1);
    picture.style.width = state.times > 1 ? `${Math.round(state.wide * state.times)}px` : "";
    picture.style.height = state.times > 1 ? "auto" : "";
    /* On its side a picture is as tall as it was wide: keep what is below from being covered. */
    const across = state.turn % 180 !== 0;
    const gap = across ? ((state.wide - state.tall) * state.times) / 2 : 0;
    picture.style.transform = state.turn ? `rotate(${state.turn}deg)` : "";
    picture.style.margin = across ? `${Math.max(gap, 0)}px ${Math.max(-gap, 0)}px` : "";
  };

  document.querySelectorAll("[data-paper]").forEach((paper) => {
    if (!paper.querySelector("img")) return;
    paper.querySelector(".paper-tools").hidden = false;
    paper.addEventListener("click", (event) => {
      const how = event.target.closest("[data-turn]")?.dataset.turn;
      if (how) turned(paper, how);
    });
  });
})();
