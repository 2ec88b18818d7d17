// What a photograph shows, where, and which objects are in it.
import { word } from "/words.js";
import { ask, askJSON, can, find, make, percent, showBars, status, takeFiles } from "/page.js";

const state = status("photo-status");
const similarState = status("photo-similar-status");
const buttons = ["photo-classify", "photo-locate", "photo-detect"].map(find);
const [image, overlay, boxes] = ["photo-image", "photo-overlay", "photo-boxes"].map(find);
let photo;

function clear() {
  find("photo-others").replaceChildren();
  overlay.hidden = true;
  boxes.hidden = true;
  boxes.replaceChildren();
}

function take(file) {
  if (!["image/jpeg", "image/png", "image/webp"].includes(file.type)) return state.fail(word("notPicture"));
  if (image.src) URL.revokeObjectURL(image.src);
  photo = file;
  clear();
  image.src = URL.createObjectURL(file);
  image.alt = word("photoAlt", file.name);
  find("photo-caption").textContent = file.name;
  find("photo-figure").hidden = false;
  find("photo-classes").replaceChildren();
  for (const button of buttons) button.disabled = false;
  if (find("photo-model").value) classify();
}

function classify() {
  clear();
  find("photo-caption").textContent = photo.name;
  find("photo-locate").disabled = !can(find("photo-model").value, "locate");
  state.during(async (isLatest) => {
    const found = await askJSON("/api/classify", { model: find("photo-model").value, top: 5 }, photo);
    if (!isLatest()) return;
    showClasses(find("photo-classes"), found);
    // A captioner tells its language there.
    find("photo-caption").textContent = named(found);
    find("photo-others").replaceChildren(...(found.others ?? []).flatMap((other) => {
      const list = make("ol", { class: "bars" });
      showClasses(list, other);
      return [make("h3", {}, named(other)), list];
    }));
  });
  showSimilar();
}

/// The pictures of the training that are most like the photograph.
function showSimilar() {
  const model = find("photo-model").value;
  const list = find("photo-similar-list");
  find("photo-similar").hidden = !can(model, "recall");
  list.replaceChildren();
  similarState.during(async (isLatest) => {
    while (can(model, "recall")) {
      const found = await askJSON("/api/recall", { model, top: 6 }, photo);
      if (!isLatest()) return;
      if (found.problem) return word("similarGone", found.problem);
      list.replaceChildren(...found.pictures.map((picture) => similarPicture(model, picture)));
      const [searched, searchable, learned] = [found.searched, found.searchable, found.learned].map((count) => count.toLocaleString());
      if (found.searched >= found.searchable)
        return found.searchable < found.learned ? word("similarSome", searchable, learned) : word("similarSearched", searchable);
      similarState.say(word("similarSearching", searched, searchable));
    }
  });
}

function similarPicture(model, { number, class: name, similarity }) {
  const source = `/api/recalled?${new URLSearchParams({ model, number })}`;
  return make("li", {}, make("figure", {},
    make("img", { src: source, alt: word("similarAlt", name), loading: "lazy" }),
    make("figcaption", {}, word("similarity", name, similarity.toFixed(2)))));
}

/// The server does not know the name of the file.
const named = ({ sample }) => sample.replace("the file", () => photo.name);

function showClasses(list, { classes }) {
  const isSentence = classes.some(({ probabilityPerWord }) => probabilityPerWord !== undefined);
  const form = isSentence ? { text: (value) => word("perWord", percent(value)) } : {};
  const choice = can(find("photo-model").value, "locate") ? { choose: locate, label: (name) => word("showWhere", name) } : {};
  showBars(list, classes.map(({ name, probability, probabilityPerWord }) => ({ name, value: probabilityPerWord ?? probability })),
    { ...form, ...choice });
}

function locate(name) {
  state.during(async (isLatest) => {
    const answer = await ask("/api/locate", { model: find("photo-model").value, class: name }, photo);
    const picture = await answer.blob();
    if (!isLatest()) return;
    clear();
    if (overlay.src) URL.revokeObjectURL(overlay.src);
    overlay.src = URL.createObjectURL(picture);
    const seen = name ?? find("photo-classes").querySelector("button")?.textContent ?? "";
    overlay.alt = word("overlayAlt", seen);
    overlay.hidden = false;
    find("photo-caption").textContent = word("litFor", seen);
  });
}

function detect() {
  state.during(async (isLatest) => {
    const found = await askJSON("/api/detect", { model: find("photo-detector").value }, photo);
    if (!isLatest()) return;
    clear();
    find("photo-similar").hidden = true;
    boxes.setAttribute("viewBox", `0 0 ${found.width} ${found.height}`);
    boxes.setAttribute("preserveAspectRatio", "none");
    for (const object of found.objects) {
      const box = { x: object.left, y: object.top, width: object.right - object.left, height: object.bottom - object.top };
      boxes.append(make("rect", box, make("title", {}, object.class)));
    }
    boxes.hidden = false;
    showBars(find("photo-classes"), found.objects.map((object) => ({ name: object.class, value: object.score })),
      { text: (value) => value.toFixed(2) });
    return found.objects.length ? word("objectsFound", found.objects.length) : word("nothingFound");
  });
}

takeFiles(find("photo-file"), find("photo-drop"), take);
find("photo-classify").addEventListener("click", classify);
find("photo-locate").addEventListener("click", () => locate());
find("photo-detect").addEventListener("click", detect);
find("photo-model").addEventListener("change", () => { if (photo) classify(); });
