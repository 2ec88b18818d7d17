"""Measures Shinso and PyTorch in turn and prints a table; Benchmarks/run starts it.

Both sides are processes that run during the whole comparison and measure on request, so each warms
up only once. Measurements alternate (A, B, A, B, ...), so other load on the machine affects both
alike. The only exception is the row `features`: there Shinso is the whole command, including its
start and reading of the weights, which PyTorch has done before.
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
from dataclasses import dataclass

THREADS = 2
# Idle OpenMP threads of the other side spin for a moment before they sleep.
SETTLE_SECONDS = 0.1
FOLDER = pathlib.Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    name: str
    title: str
    # The required speed relative to PyTorch.
    goal: float
    # Runs per measurement; together they take tens to hundreds of milliseconds.
    runs: int = 1
    # A whole network: processes of its own, whose peak memory is told, and ONNX Runtime's time.
    network: bool = False


NETWORKS = {
    "alexnet": "AlexNet", "vgg19": "VGG-19", "googlenet": "GoogLeNet", "resnet50": "ResNet-50",
    "efficientnet-lite0": "EfficientNet-Lite0", "resnet20-cifar": "CIFAR ResNet-20",
}


def network_rows():
    for name, title in NETWORKS.items():
        batch = 128 if name == "resnet20-cifar" else 8
        goal = 2 if name == "vgg19" else 1
        yield Row(name, f"{title} forward, batch {batch}", goal, network=True)
        yield Row(f"{name}-training", f"{title} training step, batch {batch}", 1, network=True)


ROWS = [
    Row("lenet", "LeNet training step, batch 64", 2.5, runs=100),
    Row("features", "EfficientNet-Lite0 features, JPEG to npz", 3),
    Row("speech", "dnn-hmm 7 x 2048 training step, 256 frames", 1.2),
    Row("conv-64@224", "3x3 convolution 64 @ 224, batch 8", 2.5),
    Row("conv-128@112", "3x3 convolution 128 @ 112, batch 8", 2.5),
    Row("conv-256@56", "3x3 convolution 256 @ 56, batch 8", 2.5),
    Row("conv-512@28", "3x3 convolution 512 @ 28, batch 8", 2.5),
    Row("conv-512@14", "3x3 convolution 512 @ 14, batch 8", 2.5, runs=10),
    Row("lstm", "2 x LSTM 512 training step, 32 x 50", 0.95),
    Row("batch-norm", "batch norm 8x256x56x56, both passes", 0.95, runs=10),
    Row("max-pool", "max pool 2x2 8x64x224x224, forward", 0.95, runs=5),
    Row("max-pool-training", "max pool 2x2 8x64x224x224, both passes", 0.95, runs=3),
    Row("linear", "linear 256x4096x4096, forward", 0.95, runs=2),
    Row("linear-training", "2 x linear 256x4096x4096, SGD step", 0.95),
    Row("gru", "2 x GRU 512 training step, 32 x 50", 0.95),
    Row("layer-norm", "layer norm 4096x768, both passes", 0.95, runs=20),
    Row("group-norm", "group norm 8x256x56x56 in 32, both passes", 0.95, runs=10),
    Row("softmax", "softmax 4096x1000, both passes", 0.95, runs=20),
    Row("embedding", "4096 rows of 100 k x 128, sparse SGD step", 0.95, runs=50),
    Row("adam", "Adam, 10 M floats (PyTorch: fused)", 0.95, runs=10),
    Row("sgd", "SGD, momentum, 10 M (PyTorch: fused)", 0.95, runs=10),
    Row("adamw", "AdamW, 10 M floats (PyTorch: fused)", 0.95, runs=10),
    Row("adagrad", "AdaGrad, 10 M floats (PyTorch: fused)", 0.95, runs=10),
    Row("rmsprop", "RMSProp, 10 M floats", 0.95, runs=10),
    Row("adadelta", "Adadelta, 10 M floats", 0.95, runs=10),
    Row("input", "250 JPEG files to batches of 224x224", 0.95),
    Row("augment", "250 JPEG files to varied batches of 224x224", 3),
    Row("attention", "attention 256 training step, 64 sentences", 1.3, runs=5),
    Row("seq2seq", "2 + 2 x LSTM 512 training step, 64 sentences", 0.95, runs=3),
    Row("beam", "attention 256, a sentence by beam 5, 20 words", 3, runs=20),
    Row("tiny-add", "1000 additions of 64 floats, with gradients", 0.95, runs=20),
    Row("steps", "30 recurrent steps of separate ops, 32 x 256", 0.95, runs=10),
    *network_rows(),
]


class Failure(Exception):
    pass


class Peer:
    """A process that answers each input line with one line."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def ask(self, line):
        if self.process is None:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                env={**os.environ, "OMP_NUM_THREADS": str(THREADS)})
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise Failure(f"{pathlib.Path(self.command[-1]).name} ended during the request: {line}")
        return answer

    def peak_memory(self):
        """The most memory that it ever had, in MB; 0 where the system does not tell."""
        try:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return 0
        return int(status.split("VmHWM:")[1].split()[0]) / 1e3

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


class Comparison:
    def __init__(self, options):
        self.options = options
        os.environ["SHINSO_BENCH_PICTURES"] = str(options.data)
        self.measure = Peer([options.measure])
        self.pytorch = Peer([sys.executable, str(FOLDER / "pytorch.py")])
        self.folder = tempfile.TemporaryDirectory()

    def close(self):
        self.measure.close()
        self.pytorch.close()
        self.folder.cleanup()

    def run(self, row):
        """The medians of both sides, and of the ratios of adjacent measurements."""
        if row.network:
            self.measure.close()
            self.pytorch.close()
        best = self.best_variant(row)
        if row.network:
            self.pytorch.close()
            self.pytorch_once(row, best)
        self.shinso_once(row)
        pairs = [
            (self.shinso_once(row), self.pytorch_once(row, best))
            for _ in range(self.options.rounds)
        ]
        result = {
            "row": row.name,
            "title": row.title,
            "shinso": statistics.median(a for a, _ in pairs),
            "pytorch": statistics.median(b for _, b in pairs),
            "ratio": statistics.median(b / a for a, b in pairs),
            "goal": row.goal,
            "variant": best,
            "pairs": pairs,
        }
        if row.network:
            result["shinsoMegabytes"] = self.measure.peak_memory()
            result["pytorchMegabytes"] = self.pytorch.peak_memory()
            if not row.name.endswith("-training"):
                self.pytorch.close()
                result["onnxruntime"] = statistics.median(
                    self.pytorch_once(row, "onnxruntime") for _ in range(self.options.rounds))
        if row.name == "features":
            for side in ("shinso", "pytorch"):
                result[side + "ImagesPerSecond"] = 1e3 * self.pictures() / result[side]
        return result

    def best_variant(self, row):
        variants = json.loads(self.pytorch.ask(json.dumps({"workload": row.name})))
        if len(variants) == 1:
            return variants[0]
        times = {
            variant: min(self.pytorch_once(row, variant) for _ in range(2))
            for variant in variants
        }
        return min(times, key=times.get)

    def pytorch_once(self, row, variant):
        time.sleep(SETTLE_SECONDS)
        request = {"workload": row.name, "variant": variant, "runs": row.runs, "warmUps": 3}
        if row.name == "features":
            target = os.path.join(self.folder.name, "pytorch.npz")
            request.update(arguments=[str(self.options.data), target], warmUps=0)
        if row.name in ("input", "augment"):
            request.update(arguments=[str(self.options.data)], warmUps=1)
        return float(self.pytorch.ask(json.dumps(request)))

    def shinso_once(self, row):
        time.sleep(SETTLE_SECONDS)
        if row.name != "features":
            return float(self.measure.ask(f"{row.name} {row.runs}"))
        target = os.path.join(self.folder.name, "shinso.npz")
        command = [
            self.options.shinso, "features", "efficientnet-lite0", "--data",
            str(self.options.data), "-o", target]
        start = time.perf_counter()
        ended = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "OMP_NUM_THREADS": str(THREADS)})
        if ended.returncode != 0:
            raise Failure(f"{' '.join(command)}: {ended.stderr.strip()}")
        return (time.perf_counter() - start) * 1e3

    def pictures(self):
        kinds = (".jpg", ".jpeg", ".png")
        return sum(1 for path in self.options.data.rglob("*") if path.suffix.lower() in kinds)


def line(result):
    note = f"  ({result['variant']})" if result["variant"] else ""
    if "shinsoImagesPerSecond" in result:
        rates = (result[side + "ImagesPerSecond"] for side in ("shinso", "pytorch"))
        note += "  {:.1f} against {:.1f} images per second".format(*rates)
    if "shinsoMegabytes" in result:
        memory = (result[side + "Megabytes"] for side in ("shinso", "pytorch"))
        note += "  {:.0f} MB against {:.0f}".format(*memory)
    if "onnxruntime" in result:
        note += f"  ONNX Runtime {result['onnxruntime']:.2f}"
    mark = " " if result["ratio"] >= result["goal"] else "<"
    return (
        f"{result['title']:42}{result['shinso']:10.2f}{result['pytorch']:10.2f}"
        f"{result['ratio']:8.2f} {mark}{result['goal']:5.2f}{note}")


def main():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run", description="Compares Shinso with PyTorch on this machine.",
        epilog="rows: " + ", ".join(row.name for row in ROWS))
    parser.add_argument("--measure", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shinso", required=True, help=argparse.SUPPRESS)
    parser.add_argument(
        "--only", action="append", metavar="ROW", choices=[row.name for row in ROWS],
        help="only this row; can be repeated")
    parser.add_argument("--json", action="store_true", help="print one JSON object per row")
    parser.add_argument(
        "--rounds", type=int, default=9, help="measurements per side (default 9)")
    shared = os.environ.get("SHINSO_TEST_DATA", FOLDER.parent.parent / "shared" / "data")
    parser.add_argument(
        "--data", type=pathlib.Path, default=pathlib.Path(shared) / "dogs",
        help="images for the row `features`")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    rows = [row for row in ROWS if options.only is None or row.name in options.only]
    if not options.json:
        print(f"{THREADS} threads; medians of {options.rounds} alternating measurements, in ms")
        print(f"{'':42}{'Shinso':>10}{'PyTorch':>10}{'ratio':>8}   goal")
    comparison = Comparison(options)
    try:
        for row in rows:
            if row.name in ("features", "input", "augment") and not options.data.is_dir():
                print(f"skipped: {row.title}: no images in {options.data}", file=sys.stderr)
                continue
            result = comparison.run(row)
            print(json.dumps(result) if options.json else line(result), flush=True)
    except Failure as failure:
        sys.exit(f"error: {failure}")
    finally:
        comparison.close()


main()
