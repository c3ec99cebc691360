"use strict";
const filter = document.querySelector(".filter");
if (filter) {
  const boxes = [...filter.querySelectorAll("input")];
  const verdicts = [...document.querySelectorAll("[data-outcome]")];
  const apply = () => {
    const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const item of verdicts) item.classList.toggle("hidden", !shown.has(item.dataset.outcome));
    for (const row of document.querySelectorAll("[data-row]")) row.classList.toggle("hidden", !shown.has(row.dataset.row));
    for (const group of document.querySelectorAll(".group")) {
      group.classList.toggle("hidden", !group.querySelector("[data-outcome]:not(.hidden)"));
    }
    const seen = verdicts.filter((item) => shown.has(item.dataset.outcome)).length;
    filter.querySelector("[role=status]").textContent = `${seen} of ${verdicts.length} verdicts are shown.`;
  };
  // A link to a verdict shows it, and its group, whatever the filter says.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.closest(".hidden")) {
      target.classList.remove("hidden");
      target.closest(".group").classList.remove("hidden");
      target.scrollIntoView();
    }
  };
  filter.hidden = false;
  filter.addEventListener("change", apply);
  filter.addEventListener("click", (event) => {
    if (event.target.type !== "button") return;
    for (const box of boxes) box.checked = event.target.value === "all";
    apply();
  });
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href^='#']")) setTimeout(reveal);
  });
  addEventListener("pageshow", apply);
  apply();
}
