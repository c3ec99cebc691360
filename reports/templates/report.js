"use strict";
const filter = document.querySelector(".filter");
if (filter) {
  filter.hidden = false;
  filter.addEventListener("change", () => {
    const shown = new Set([...filter.querySelectorAll("input:checked")].map((box) => box.value));
    for (const item of document.querySelectorAll("[data-outcome]")) {
      item.classList.toggle("hidden", !shown.has(item.dataset.outcome));
    }
    for (const row of document.querySelectorAll("[data-row]")) {
      row.classList.toggle("hidden", !shown.has(row.dataset.row));
    }
  });
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.classList.contains("hidden")) {
      target.classList.remove("hidden");
      target.scrollIntoView();
    }
  });
}
