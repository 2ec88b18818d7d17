// Every system, with its state and the command that trains it.
import { word } from "/words.js";
import { askJSON, find, make, status } from "/page.js";

const state = status("catalog-status");
let systems = [];

const fieldTitle = (field) => word(field === "language" ? "languageField" : field);

function entry(system) {
  const line = (name, text) => make("p", { class: "soft" }, `${word(name)}: ${text}`);
  return make("li", {},
    make("h4", {}, `${system.id} (${system.year})`),
    make("p", {}, system.title),
    make("p", { class: `state${system.isTrained ? " yes" : ""}` }, word(system.isTrained ? "trained" : "notTrained")),
    line("data", system.data), line("expect", system.expectation),
    system.train ? make("p", {}, make("code", {}, system.train)) : "");
}

function show() {
  const wanted = find("catalog-filter").value.trim().toLowerCase();
  const shown = systems.filter(({ id, title, year, field }) =>
    `${id} ${title} ${year} ${field} ${fieldTitle(field)}`.toLowerCase().includes(wanted));
  const fields = [...new Set(shown.map(({ field }) => field))];
  find("catalog-list").replaceChildren(...fields.map((field) => make("div", {},
    make("h3", {}, fieldTitle(field)),
    make("ul", { class: "systems" }, ...shown.filter((system) => system.field === field).map(entry)))));
  state.say(word("systemsShown", shown.length));
}

export async function showCatalog() {
  ({ systems } = await askJSON("/api/systems"));
  show();
}

find("catalog-filter").addEventListener("input", show);
