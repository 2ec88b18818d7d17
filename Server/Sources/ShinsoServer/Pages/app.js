import { applyLanguage, chooseLanguage } from "/words.js";
import { find, refreshModels } from "/page.js";
import { showCatalog } from "/catalog.js";
import { showRuns } from "/runs.js";
import "/photographs.js";
import "/language.js";
import "/sound.js";

const sections = [...document.querySelectorAll("main > section")];

/// Shows the part that the address names.
function show(moveFocus) {
  const wanted = location.hash.slice(1);
  const current = sections.find((section) => section.id === wanted) ?? sections[0];
  for (const section of sections) section.hidden = section !== current;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${current.id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${find(`${current.id}-title`).textContent} – Shinso`;
  if (moveFocus) { find("main").focus({ preventScroll: true }); scrollTo(0, 0); }
  refresh(current.id);
}

async function refresh(part) {
  try {
    if (part === "catalog") await showCatalog();
    else if (part === "runs") await showRuns();
    else await refreshModels();
  } catch (error) {
    const place = document.querySelector(`#${part} .status`);
    if (place) { place.classList.add("bad"); place.textContent = error.message; }
  }
}

for (const button of document.querySelectorAll("[data-language]"))
  button.addEventListener("click", () => chooseLanguage(button.dataset.language));
document.addEventListener("languagechange", () => show(false));
addEventListener("hashchange", () => { if (location.hash !== "#main") show(true); });
// A file that misses its place must not take the page away.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
applyLanguage();
show(false);
