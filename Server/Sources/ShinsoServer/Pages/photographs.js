// What a photograph shows, where, and which objects are in it.
import { word } from "/words.js";
import { ask, askJSON, find, make, showBars, status, takeFiles } from "/page.js";

const state = status("photo-status");
const buttons = ["photo-classify", "photo-locate", "photo-detect"].map(find);
const [image, overlay, boxes] = ["photo-image", "photo-overlay", "photo-boxes"].map(find);
let photo;

function clear() {
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
  state.during(async (isLatest) => {
    const found = await askJSON("/api/classify", { model: find("photo-model").value, top: 5 }, photo);
    if (!isLatest()) return;
    showBars(find("photo-classes"), found.classes.map(({ name, probability }) => ({ name, value: probability })),
      { choose: locate, label: (name) => word("showWhere", name) });
  });
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
