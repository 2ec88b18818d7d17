// What the parts of the page share.
import { word } from "/words.js";

export const find = (id) => document.getElementById(id);

/// An element with attributes and children; texts are texts, whatever is in them.
export function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "rect", "path", "line", "text", "g", "title"].includes(tag);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.map((child) => child ?? ""));
  return element;
}

/// Asks the server. An answer that is an error is thrown as its sentence.
export async function ask(path, parameters = {}, body) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(given).toString();
  let answer;
  try {
    answer = await fetch(path + (query ? `?${query}` : ""), body ? { method: "POST", body } : {});
  } catch {
    throw new Error(word("offline"));
  }
  if (answer.ok) return answer;
  let sentence = answer.statusText;
  try { sentence = (await answer.json()).error; } catch { /* no JSON */ }
  throw new Error(sentence);
}

export const askJSON = async (...all) => (await ask(...all)).json();

/// Says how it goes with a part, and when something went wrong. Only the last of several questions
/// counts.
export function status(id) {
  const place = find(id);
  let latest = 0;
  return {
    async during(work) {
      const number = ++latest;
      const isLatest = () => number === latest;
      place.classList.remove("bad");
      place.textContent = word("working");
      const start = performance.now();
      try {
        const said = await work(isLatest);
        if (isLatest()) place.textContent = said ?? word("seconds", ((performance.now() - start) / 1000).toFixed(2));
      } catch (error) {
        if (!isLatest()) return;
        place.classList.add("bad");
        place.textContent = error.message;
      }
    },
    say(text) { place.classList.remove("bad"); place.textContent = text; },
    fail(text) { place.classList.add("bad"); place.textContent = text; },
  };
}

export const percent = (value) => `${(100 * value).toFixed(1)}%`;

/// A list of names with bars.
export function showBars(list, entries, { text = percent, choose, label } = {}) {
  list.replaceChildren(...entries.map(({ name, value }) => {
    const title = choose ? make("button", { type: "button", class: "plain", "aria-label": label(name) }, name) : make("span", {}, name);
    if (choose) title.addEventListener("click", () => choose(name));
    const width = `${Math.max(0, Math.min(1, value)) * 100}%`;
    return make("li", {},
      make("div", { class: "name" }, title, make("span", {}, text(value))),
      make("div", { class: "track", "aria-hidden": "true" }, make("svg", {}, make("rect", { width, height: "100%" }))));
  }));
}

/// Takes files that are chosen or dropped.
export function takeFiles(input, area, take) {
  input.addEventListener("change", () => { if (input.files[0]) take(input.files[0]); input.value = ""; });
  area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
}

const commands = {
  classify: "shinso zoo get efficientnet-lite0", nearest: "shinso train word2vec", generate: "shinso train rnnlm",
  translate: "shinso train attention", judge: "shinso train rntn", transcribe: "shinso train dnn-hmm",
};

let models = [];

/// Whether a model can do that.
export const can = (id, ability) => models.some((model) => model.id === id && model.abilities.includes(ability));

/// Fills the lists of models, and says what to do where there is none.
export async function refreshModels() {
  ({ models } = await askJSON("/api/models"));
  const able = (ability) => models.filter((model) => model.abilities.includes(ability));
  for (const list of document.querySelectorAll("[data-models]")) {
    const found = able(list.dataset.models);
    // The networks of the zoo know more than one that learned a few digits.
    if (list.dataset.models === "classify") found.sort((a, b) => (b.source === "zoo") - (a.source === "zoo"));
    const chosen = list.value;
    const same = [...list.options].map((option) => option.value).join("\n") === found.map((model) => model.id).join("\n");
    if (same) continue;
    list.replaceChildren(...found.map((model) => make("option", { value: model.id }, word("of", model.id.replace(/^zoo\//, ""), model.title))));
    if (found.some((model) => model.id === chosen)) list.value = chosen;
  }
  for (const part of document.querySelectorAll("[data-able]")) part.hidden = able(part.dataset.able).length === 0;
  for (const part of document.querySelectorAll("[data-missing]")) {
    const ability = part.dataset.missing;
    part.hidden = able(ability).length > 0;
    part.textContent = word(ability === "classify" ? "missingZoo" : "missing", commands[ability]);
  }
}
