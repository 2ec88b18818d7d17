// Speech, from a file or the microphone.
import { word } from "/words.js";
import { askJSON, find, make, status, takeFiles } from "/page.js";

const state = status("sound-status");
const player = find("sound-player");
let recorder;

/// Samples as a WAV file of one channel with 16 bits.
function wav(buffer) {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, number) => buffer.getChannelData(number));
  const bytes = new DataView(new ArrayBuffer(44 + 2 * buffer.length));
  const text = (place, letters) => [...letters].forEach((letter, index) => bytes.setUint8(place + index, letter.charCodeAt(0)));
  text(0, "RIFF"); bytes.setUint32(4, 36 + 2 * buffer.length, true); text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true); bytes.setUint16(20, 1, true); bytes.setUint16(22, 1, true);
  bytes.setUint32(24, buffer.sampleRate, true); bytes.setUint32(28, 2 * buffer.sampleRate, true);
  bytes.setUint16(32, 2, true); bytes.setUint16(34, 16, true);
  text(36, "data"); bytes.setUint32(40, 2 * buffer.length, true);
  for (let place = 0; place < buffer.length; place++) {
    const value = channels.reduce((sum, channel) => sum + channel[place], 0) / channels.length;
    bytes.setInt16(44 + 2 * place, Math.max(-1, Math.min(1, value)) * 32767, true);
  }
  return new Blob([bytes], { type: "audio/wav" });
}

/// What the server does not read, the browser decodes.
async function readable(file) {
  if (/\.(wav|flac|ogg)$/i.test(file.name ?? "")) return file;
  const context = new AudioContext({ sampleRate: 16000 });
  try { return wav(await context.decodeAudioData(await file.arrayBuffer())); } finally { context.close(); }
}

function take(file) {
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(file);
  player.hidden = false;
  state.during(async (isLatest) => {
    const found = await askJSON("/api/transcribe", { model: find("sound-model").value }, await readable(file));
    if (!isLatest()) return;
    const seconds = (value) => value.toFixed(2);
    const rows = found.words.map(({ text, start, end, confidence }) =>
      make("tr", {}, make("th", { scope: "row" }, text), make("td", {}, seconds(start)), make("td", {}, seconds(end)),
        make("td", {}, `${Math.round(100 * confidence)}%`)));
    const head = ["word", "from", "to", "sure"].map((name) => make("th", { scope: "col" }, word(name)));
    find("sound-words").replaceChildren(make("p", {}, found.text), make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)));
    find("sound-words").hidden = found.words.length === 0;
    return found.words.length ? undefined : word("nothingFound");
  });
}

async function record() {
  const button = find("sound-record");
  if (recorder) return recorder.stop();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    return state.fail(word("noMicrophone", error.message));
  }
  const parts = [];
  recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.addEventListener("stop", () => {
    for (const track of stream.getTracks()) track.stop();
    const type = recorder.mimeType;
    recorder = undefined;
    button.textContent = word("record");
    take(new Blob(parts, { type }));
  });
  recorder.start();
  button.textContent = word("stopRecording");
}

takeFiles(find("sound-file"), find("sound-drop"), take);
find("sound-record").addEventListener("click", record);
