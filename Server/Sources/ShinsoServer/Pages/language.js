// Words, writing, translation and sentences.
import { word } from "/words.js";
import { ask, askJSON, find, make, showBars, status } from "/page.js";

// Words

const words = status("words-status");

function showWords(path, question) {
  find("words-found").replaceChildren();
  words.during(async (isLatest) => {
    const found = await askJSON(path, { model: find("words-model").value, top: 15, ...question });
    if (!isLatest()) return;
    showBars(find("words-found"), found.models[0].words.map(({ word: name, cosine }) => ({ name, value: cosine })),
      { text: (value) => value.toFixed(3) });
  });
}

find("nearest-form").addEventListener("submit", (event) => {
  event.preventDefault();
  showWords("/api/nearest", { words: find("nearest-words").value });
});
find("analogy-form").addEventListener("submit", (event) => {
  event.preventDefault();
  showWords("/api/analogy", Object.fromEntries(["a", "b", "c"].map((part) => [part, find(`analogy-${part}`).value])));
});

// Writing

const writing = status("writing-status");
let source;

function stop(text) {
  source?.close();
  source = undefined;
  find("writing-stop").disabled = true;
  if (text !== undefined) writing.say(text);
}

find("writing-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  stop();
  const parameters = Object.fromEntries(["model", "prompt", "length", "temperature", "seed"]
    .map((name) => [name, find(`writing-${name}`).value]).filter(([, value]) => value !== ""));
  const text = find("writing-text");
  text.textContent = "";
  text.hidden = false;
  find("writing-stop").disabled = false;
  writing.say(word("working"));
  const own = source = new EventSource(`/api/generate?${new URLSearchParams(parameters)}`);
  own.addEventListener("message", ({ data }) => text.append(JSON.parse(data)));
  own.addEventListener("end", () => stop(word("done")));
  own.addEventListener("error", async ({ data }) => {
    if (source !== own) return;
    stop();
    if (data) return writing.fail(JSON.parse(data));
    // An event source does not tell why it was refused.
    writing.during(async () => {
      await ask("/api/generate", { ...parameters, length: 1 });
      throw new Error(word("offline"));
    });
  });
});
find("writing-stop").addEventListener("click", () => stop(word("done")));

// Translation

const translation = status("translation-status");

/// A table with a square in each cell, the larger the more a word was looked at.
function alignment({ source: read, tokens, weights }) {
  const largest = Math.max(...weights.flat(), 1e-9);
  const cell = (weight, row, column) => {
    const size = Math.sqrt(weight / largest) * 100;
    return make("td", {}, make("svg", { role: "img", "aria-label": `${tokens[row]}, ${read[column]}: ${weight.toFixed(2)}` },
      make("rect", { x: `${(100 - size) / 2}%`, y: `${(100 - size) / 2}%`, width: `${size}%`, height: `${size}%` })));
  };
  return make("table", { class: "alignment" },
    make("thead", {}, make("tr", {}, make("td"), ...read.map((token) => make("th", { scope: "col" }, token)))),
    make("tbody", {}, ...weights.map((row, place) =>
      make("tr", {}, make("th", { scope: "row" }, tokens[place] ?? "⏎"), ...row.map((weight, column) => cell(weight, place, column))))));
}

find("translation-form").addEventListener("submit", (event) => {
  event.preventDefault();
  translation.during(async (isLatest) => {
    const found = await askJSON("/api/translate", { model: find("translation-model").value, text: find("translation-input").value });
    if (!isLatest()) return;
    find("translation-text").textContent = found.text;
    find("translation-text").hidden = false;
    find("translation-figure").hidden = found.weights.length === 0;
    find("translation-alignment").replaceChildren(alignment(found));
  });
});

// Sentences

const sentences = status("sentence-status");

find("sentence-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sentences.during(async (isLatest) => {
    const found = await askJSON("/api/judge", { model: find("sentence-model").value, text: find("sentence-input").value });
    if (!isLatest()) return;
    showBars(find("sentence-classes"), found.classes.map(({ name, probability }) => ({ name, value: probability })));
    const src = `data:image/svg+xml,${encodeURIComponent(found.picture)}`;
    find("sentence-tree").replaceChildren(make("img", { src, alt: `${word("tree")}: ${found.tree}` }));
    find("sentence-tree").hidden = false;
  });
});
