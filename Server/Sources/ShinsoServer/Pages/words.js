// What the page says, in English and Japanese.

const all = {
  en: {
    skip: "Skip to the content", language: "Language", parts: "Parts of this page",
    photographs: "Photographs", words: "Words", writing: "Writing", translation: "Translation",
    sentences: "Sentences", sound: "Sound", runs: "Runs", catalog: "Catalog", metrics: "Metrics",
    photographsAbout: "Choose a photograph. A network names what it shows, and where it looks.",
    choosePhoto: "Choose a photograph", orDrop: "or drop one here", model: "Model",
    classify: "What is it?", locate: "Where?", detector: "Detector", detect: "Find objects",
    classesFound: "Classes, best first", wordsFound: "Words found",
    working: "Working…", done: "Done.", seconds: "{0} s", nothingFound: "Nothing was found.",
    showWhere: "Show where {0} is", litFor: "Lit where the picture speaks for: {0}",
    photoAlt: "The photograph: {0}", overlayAlt: "The photograph, lit where it shows {0}",
    perWord: "{0} per word",
    similar: "Most similar pictures of its training", similarAlt: "A picture of the training: {0}",
    similarity: "{0}, {1}", similarSearched: "The most similar of {0} pictures.",
    similarSome: "The most similar of {0} pictures, evenly chosen from {1}.",
    similarSearching: "{0} of {1} pictures searched so far…",
    similarGone: "The pictures of its training are gone or have changed. ({0})",
    objectsFound: "{0} found", notPicture: "That is not a JPEG, PNG or WebP picture.",
    wordsAbout: "Words that are used alike lie near each other.",
    wordsToSum: "A word, or several to be added", nearestWords: "Nearest words",
    analogyTitle: "Analogy: A is to B as C is to …", analogyA: "A", analogyB: "B", analogyC: "C",
    analogyGo: "Find the fourth",
    writingAbout: "A language model goes on from a beginning.", prompt: "Beginning",
    length: "Length", temperature: "Temperature", seed: "Seed", write: "Write", stop: "Stop",
    translationAbout: "A sentence in another language, and where the model looked for each word.",
    sentence: "Sentence", translate: "Translate", alignment: "Alignment",
    alignmentAbout: "Columns: words that were read. Rows: words that were written. The fuller a cell, the more that word was looked at.",
    sentencesAbout: "Whether a sentence is good or bad, word by word up its tree.",
    judge: "Judge", tree: "Tree of the sentence",
    soundAbout: "Speech, written down with times. The model knows only the words that it was trained on.",
    chooseSound: "Choose a recording", record: "Record", stopRecording: "Stop recording",
    recording: "The recording", word: "Word", from: "From", to: "To", sure: "Sure",
    noMicrophone: "The microphone cannot be used: {0}",
    runsAbout: "Trainings and their curves, while they go on and afterwards. Solid: test. Dashed: training.",
    runsChosen: "Runs to show", metric: "Metric", noRuns: "No run yet. Train something: shinso train lenet --plot",
    isRunning: "running", isDone: "finished", isStopped: "stopped", noCurve: "These runs have no curve.",
    curveOf: "Curve of {0} by updates", updates: "updates", pictureOf: "{0} of {1}",
    catalogAbout: "Every system, and the command that trains it.", search: "Search",
    trained: "trained", notTrained: "not trained", data: "Data", expect: "Expect",
    systemsShown: "{0} systems", history: "History", vision: "Vision", transfer: "Transfer",
    languageField: "Language", speech: "Speech", multimodal: "Multimodal",
    missing: "Nothing is trained for this yet. Train it with: {0}",
    missingZoo: "No network is here yet. Fetch one with: {0}",
    offline: "The server does not answer.", of: "{0} · {1}",
  },
  ja: {
    skip: "本文へ", language: "言語", parts: "このページの項目",
    photographs: "写真", words: "単語", writing: "文章", translation: "翻訳",
    sentences: "文の評価", sound: "音声", runs: "学習", catalog: "一覧", metrics: "メトリクス",
    photographsAbout: "写真を選ぶと、何が写っているか、どこを見て判断したかをネットワークが答えます。",
    choosePhoto: "写真を選ぶ", orDrop: "またはここにドロップ", model: "モデル",
    classify: "何ですか", locate: "どこですか", detector: "検出器", detect: "物体を探す",
    classesFound: "確率の高い順のクラス", wordsFound: "見つかった単語",
    working: "計算しています…", done: "できました。", seconds: "{0} 秒", nothingFound: "何も見つかりませんでした。",
    showWhere: "{0} の場所を表示", litFor: "{0} の根拠になるところが明るい",
    photoAlt: "写真: {0}", overlayAlt: "{0} の根拠になるところを明るくした写真",
    perWord: "1 語あたり {0}",
    similar: "よく似た学習画像", similarAlt: "学習画像: {0}",
    similarity: "{0}（{1}）", similarSearched: "{0} 枚のうち、よく似たものです。",
    similarSome: "{1} 枚から均等に選んだ {0} 枚のうち、よく似たものです。",
    similarSearching: "{1} 枚中 {0} 枚まで調べました…",
    similarGone: "学習に使った画像がなくなったか、変わっています。（{0}）",
    objectsFound: "{0} 個見つかりました", notPicture: "JPEG、PNG、WebP の画像ではありません。",
    wordsAbout: "使われ方の似た単語は、近くにあります。",
    wordsToSum: "単語（複数なら足し合わせる）", nearestWords: "近い単語",
    analogyTitle: "類推: A に対する B は、C に対する …", analogyA: "A", analogyB: "B", analogyC: "C",
    analogyGo: "四つ目を探す",
    writingAbout: "言語モデルが、書き出しの続きを書きます。", prompt: "書き出し",
    length: "長さ", temperature: "温度", seed: "シード", write: "書く", stop: "止める",
    translationAbout: "文を翻訳し、単語ごとにどこを見たかを表示します。",
    sentence: "文", translate: "翻訳する", alignment: "対応",
    alignmentAbout: "列は読んだ単語、行は書いた単語。四角が大きいほど、その単語を見ています。",
    sentencesAbout: "文が良い意味か悪い意味かを、木に沿って単語から評価します。",
    judge: "評価する", tree: "文の木",
    soundAbout: "話し言葉を、時刻つきで書き取ります。学習した単語だけを知っています。",
    chooseSound: "録音を選ぶ", record: "録音する", stopRecording: "録音を止める",
    recording: "録音", word: "単語", from: "開始", to: "終了", sure: "確信度",
    noMicrophone: "マイクを使えません: {0}",
    runsAbout: "学習の曲線です。学習中も更新されます。実線はテスト、破線は学習。",
    runsChosen: "表示する学習", metric: "指標", noRuns: "まだありません。学習するには: shinso train lenet --plot",
    isRunning: "学習中", isDone: "完了", isStopped: "停止", noCurve: "曲線はありません。",
    curveOf: "{0} の曲線（更新回数ごと）", updates: "更新回数", pictureOf: "{1} の {0}",
    catalogAbout: "すべてのシステムと、学習するコマンド。", search: "検索",
    trained: "学習済み", notTrained: "未学習", data: "データ", expect: "期待される結果",
    systemsShown: "{0} 件", history: "歴史", vision: "画像", transfer: "転移学習",
    languageField: "言語", speech: "音声", multimodal: "マルチモーダル",
    missing: "まだ何も学習していません。学習するには: {0}",
    missingZoo: "ネットワークがまだありません。取得するには: {0}",
    offline: "サーバーが応答しません。", of: "{0} · {1}",
  },
};

const store = {
  get: () => { try { return localStorage.getItem("language"); } catch { return null; } },
  set: (value) => { try { localStorage.setItem("language", value); } catch { /* private window */ } },
};

// The server has chosen by Accept-Language; what was chosen by hand counts more.
let language = all[store.get()] ? store.get() : document.documentElement.lang === "ja" ? "ja" : "en";

export const word = (key, ...values) =>
  (all[language][key] ?? key).replace(/\{(\d)\}/g, (_, number) => values[number] ?? "");

/// Puts the words of the language into the page.
export function applyLanguage() {
  document.documentElement.lang = language;
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = word(place.dataset.word);
  for (const place of document.querySelectorAll("[data-label]")) place.setAttribute("aria-label", word(place.dataset.label));
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
}

export function chooseLanguage(chosen) {
  language = chosen;
  store.set(chosen);
  applyLanguage();
  document.dispatchEvent(new Event("languagechange"));
}
