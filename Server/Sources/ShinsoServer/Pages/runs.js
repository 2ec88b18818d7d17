// Trainings with their curves, live.
import { word } from "/words.js";
import { askJSON, find, make, status } from "/page.js";

const state = status("runs-status");
const chosen = new Set();
const curves = new Map();
let runs = [];
let timer;

const colors = 6;
const height = 360, edge = { left: 70, right: 15, top: 15, bottom: 40 };

/// How a run stands: one that wrote a moment ago goes on.
function stateOf(run) {
  if (run.isFinished) return word("isDone");
  return run.idleSeconds !== undefined && run.idleSeconds < 60 ? word("isRunning") : word("isStopped");
}

function showList() {
  const list = find("runs-list");
  const labels = runs.map((run) => {
    const box = make("input", { type: "checkbox", value: run.name, checked: chosen.has(run.name) });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(run.name); else chosen.delete(run.name);
      update();
    });
    return make("label", {}, box, ` ${run.name} – ${stateOf(run)}`);
  });
  const focused = document.activeElement?.closest("#runs-list") ? document.activeElement.value : undefined;
  list.replaceChildren(list.querySelector("legend"), ...labels);
  if (focused) list.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
}

/// Reads what a run has written since.
async function readCurve(name) {
  let known = curves.get(name) ?? { points: [], count: 0 };
  let fresh = await askJSON("/api/curves", { run: name, after: known.count });
  // The run has begun anew.
  if (known.count && (fresh.start !== known.start || fresh.count < known.count)) {
    known = { points: [] };
    fresh = await askJSON("/api/curves", { run: name });
  }
  curves.set(name, { ...fresh, points: [...known.points, ...fresh.points] });
}

function showMetrics() {
  const list = find("runs-metric");
  const metrics = new Map([...chosen].flatMap((name) => curves.get(name)?.metrics ?? []).map((metric) => [metric.name, metric]));
  const before = list.value;
  const names = [...metrics.keys()];
  if ([...list.options].map((option) => option.value).join() !== names.join()) {
    list.replaceChildren(...[...metrics.values()].map(({ name, title }) => make("option", { value: name }, title)));
    if (names.includes(before)) list.value = before;
  }
  return metrics.get(list.value);
}

function showChart() {
  const metric = showMetrics();
  const chart = find("runs-chart");
  // As wide as there is room, so that its letters are as large on a phone.
  const width = Math.max(chart.clientWidth, 280);
  const series = [...chosen].flatMap((name, number) => ["train", "test"].map((split) => ({
    name, split, color: number % colors,
    points: (curves.get(name)?.points ?? []).filter((point) => point.split === split && metric && metric.name in point.values)
      .map((point) => [point.iteration, point.values[metric.name]]),
  }))).filter(({ points }) => points.length > 0);
  find("runs-legend").replaceChildren(...[...chosen].map((name, number) =>
    make("span", {}, make("svg", { class: "key", "aria-hidden": "true" }, make("rect", { class: `s${number % colors}`, width: "100%", height: "100%" })), name)));
  if (!series.length) return chart.replaceChildren(make("p", {}, chosen.size ? word("noCurve") : ""));
  const all = series.flatMap(({ points }) => points);
  const range = (values) => [Math.min(...values), Math.max(...values)];
  const [, right] = range(all.map(([x]) => x));
  let [low, high] = range(all.map(([, y]) => y));
  if (low === high) { low -= 0.5; high += 0.5; }
  const x = (value) => edge.left + (width - edge.left - edge.right) * value / Math.max(right, 1);
  const y = (value) => height - edge.bottom - (height - edge.top - edge.bottom) * (value - low) / (high - low);
  const text = (value) => metric.isPercent ? `${(100 * value).toFixed(1)}%` : Math.abs(value) > 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : Number(value.toPrecision(3)).toString();
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const grid = ticks.flatMap((part) => {
    const value = low + part * (high - low);
    return [make("line", { x1: edge.left, x2: width - edge.right, y1: y(value), y2: y(value) }),
      make("text", { x: edge.left - 6, y: y(value) + 4, "text-anchor": "end" }, text(value))];
  });
  const below = ticks.map((part) => make("text", { x: x(part * right), y: height - edge.bottom + 18, "text-anchor": "middle" }, Math.round(part * right)));
  const lines = series.map(({ points, split, color }) => make("path", {
    class: `s${color}${split === "train" ? " dashed" : ""}`,
    d: points.map(([px, py], place) => `${place ? "L" : "M"}${x(px).toFixed(1)} ${y(py).toFixed(1)}`).join(""),
  }));
  const dots = series.filter(({ points }) => points.length === 1).map(({ points: [[px, py]], color }) =>
    make("rect", { class: `s${color}`, x: x(px) - 3, y: y(py) - 3, width: 6, height: 6 }));
  chart.replaceChildren(make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": word("curveOf", metric.title) },
    ...grid, ...below, make("text", { x: (edge.left + width) / 2, y: height - 4, "text-anchor": "middle" }, word("updates")), ...lines, ...dots));
}

function showPictures() {
  const place = find("runs-pictures");
  const pictures = runs.filter((run) => chosen.has(run.name)).flatMap((run) => run.pictures.filter((name) => name !== "curves").map((name) => ({ run: run.name, name })));
  const key = JSON.stringify([pictures, document.documentElement.lang]);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...pictures.map(({ run, name }) =>
    make("figure", {}, make("img", { src: `/api/picture?${new URLSearchParams({ run, name })}`, alt: word("pictureOf", name, run), loading: "lazy" }),
      make("figcaption", {}, word("pictureOf", name, run)))));
}

async function update() {
  clearTimeout(timer);
  await Promise.all([...chosen].map(readCurve));
  showChart();
  showPictures();
  if (!find("runs").hidden) timer = setTimeout(poll, 2000);
}

async function poll() {
  if (find("runs").hidden) return;
  if (document.hidden) { timer = setTimeout(poll, 2000); return; }
  try {
    await showRuns();
  } catch (error) {
    state.fail(error.message);
    timer = setTimeout(poll, 5000);
  }
}

/// Shows the runs, and goes on as long as they are looked at.
export async function showRuns() {
  ({ runs } = await askJSON("/api/runs"));
  if (!chosen.size && runs.length) chosen.add((runs.find((run) => run.idleSeconds !== undefined) ?? runs[0]).name);
  showList();
  state.say(runs.length ? "" : word("noRuns"));
  await update();
}

find("runs-metric").addEventListener("change", showChart);
addEventListener("resize", () => { if (!find("runs").hidden) showChart(); });
