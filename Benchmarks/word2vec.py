"""Compares `shinso train word2vec` with gensim: words a second, and the quality of the vectors.

    .deps/peers/bin/python3 Benchmarks/word2vec.py            (after `make build`, `Tools/setup peers`)

For each corpus and each kind of training, with equal settings and two threads each, gensim and Shinso
(as by default, and with --deterministic) train in turn, once for each seed, so that what else the
machine does slows all of them. The seconds are those of the training alone, without reading the text.
`shinso evaluate` scores the vectors of all: Spearman's correlation with people's judgments, the mean
over the files weighted by their known pairs. Shown are the median speed, its ratio to gensim's, and
mean and standard deviation of the correlation.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from gensim.models import Word2Vec
from gensim.models.word2vec import LineSentence

ROOT = pathlib.Path(__file__).parents[1]
DATA = pathlib.Path(os.environ.get("SHINSO_TEST_DATA", ROOT / "../shared/data")) / "text"
THREADS = 2
# The original tool's defaults; a bag of words takes twice the rate.
DIMENSION, WINDOW, NEGATIVE, SAMPLE, MIN_COUNT = 100, 5, 5, 1e-3, 5
KINDS = {
    "skip-gram": dict(cbow=0, hs=0),
    "bag of words": dict(cbow=1, hs=0),
    "skip-gram, tree": dict(cbow=0, hs=1),
    "bag of words, tree": dict(cbow=1, hs=1),
}
CORPORA = {
    "aozora": ("aozora", "ja_score_*.csv"),
    "enja": ("enja/train.en", "EN-*.txt"),
}


def prepare(source, target):
    """One file with a sentence a line, cut at 1,000 words, as the original tool and Shinso cut them."""
    files = sorted(source.glob("*.txt")) if source.is_dir() else [source]
    count = 0
    with open(target, "w") as output:
        for file in files:
            for line in open(file):
                words = line.split()
                count += len(words)
                for start in range(0, len(words), 1000):
                    output.write(" ".join(words[start:start + 1000]) + "\n")
    return count


def run_gensim(text, kind, epochs, seed, scratch):
    model = Word2Vec(
        vector_size=DIMENSION, window=WINDOW, sg=1 - kind["cbow"], hs=kind["hs"],
        negative=0 if kind["hs"] else NEGATIVE, sample=SAMPLE, min_count=MIN_COUNT, workers=THREADS,
        alpha=0.05 if kind["cbow"] else 0.025, seed=seed, epochs=epochs)
    # In memory: its own reading from a file is slower for all but skip-gram.
    sentences = list(LineSentence(str(text)))
    model.build_vocab(sentences)
    start = time.perf_counter()
    model.train(sentences, total_examples=model.corpus_count, epochs=epochs)
    seconds = time.perf_counter() - start
    model.wv.save_word2vec_format(str(scratch / "gensim.bin"), binary=True)
    return seconds, scratch / "gensim.bin"


def run_shinso(program, text, kind, epochs, seed, scratch, extra):
    folder = scratch / "run"
    command = [
        program, "train", "word2vec", "--data", text, "--tokenizer", "space", "-size", DIMENSION,
        "-window", WINDOW, "-negative", 0 if kind["hs"] else NEGATIVE, "-hs", kind["hs"], "-sample",
        SAMPLE, "-min-count", MIN_COUNT, "-threads", THREADS, "-cbow", kind["cbow"], "-iter", epochs,
        "--seed", seed, "-o", folder, *extra,
    ]
    subprocess.run([str(word) for word in command], check=True, stderr=subprocess.DEVNULL)
    log = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return log[-1]["seconds"], folder


def score(program, model, files):
    data = [word for file in files for word in ("--data", str(file))]
    result = subprocess.run(
        [program, "evaluate", "word2vec", "--model", str(model), "--json", *data], check=True,
        capture_output=True, text=True)
    return json.loads(result.stdout)["metrics"]["spearman"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shinso", default=str(ROOT / ".build/release/shinso"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--corpora", nargs="*", default=list(CORPORA), choices=list(CORPORA))
    parser.add_argument("--kinds", nargs="*", default=list(KINDS)[:2], choices=list(KINDS))
    options = parser.parse_args()
    print(f"{'':28}{'':16}{'Mwords/s':>9}{'ratio':>7}{'Spearman':>18}")
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for corpus in options.corpora:
            source, pattern = CORPORA[corpus]
            text = scratch / f"{corpus}.txt"
            count = prepare(DATA / source, text)
            files = sorted((DATA / "similarity").glob(pattern))
            for name in options.kinds:
                results = {}
                for seed in range(1, options.seeds + 1):
                    common = (text, KINDS[name], options.epochs, seed, scratch)
                    for who, train in {
                        "gensim": lambda: run_gensim(*common),
                        "Shinso": lambda: run_shinso(options.shinso, *common, []),
                        "deterministic": lambda: run_shinso(
                            options.shinso, *common, ["--deterministic"]),
                    }.items():
                        seconds, model = train()
                        results.setdefault(who, []).append(
                            (count * options.epochs / seconds / 1e6,
                             score(options.shinso, model, files)))
                show(f"{corpus}, {name}", results)


def show(title, results):
    base = statistics.median(speed for speed, _ in results["gensim"])
    for who, runs in results.items():
        speed = statistics.median(speed for speed, _ in runs)
        scores = [score for _, score in runs]
        deviation = statistics.stdev(scores) if len(scores) > 1 else 0
        print(
            f"{title:28}{who:16}{speed:9.2f}{speed / base:7.1f}"
            f"{statistics.mean(scores):10.4f} ± {deviation:.4f}")
        title = ""
    sys.stdout.flush()


if __name__ == "__main__":
    main()
