"""Golden values of Caffe models: what OpenCV's reader makes of real files.

    python3 Tools/golden/caffe.py [DATA]
        (needs opencv-python-headless 4.14 and numpy; DATA: the folder with models/, ../shared/data)

Writes Tests/ShinsoZooTests/Fixtures/caffe.json, an excerpt of the outputs (at most 64 values, equally
spaced in row-major order; of detections all). The input comes from a formula and needs no file.
"""

import json
import pathlib
import sys

import cv2
import numpy as np

ROOT = pathlib.Path(__file__).parents[2]
MORE = "caffe-more/"

# Files, input, what the formula's -1...1 is multiplied by, and outputs: the blob's name, and that of
# the layer that makes it where that is another.
MODELS = [
    ("squeezenet-v1.1/deploy.prototxt", "squeezenet-v1.1/squeezenet_v1.1.caffemodel",
     (1, 3, 227, 227), 100, ["pool10", "prob"]),
    ("lenet-v2/lenet.prototxt", "lenet-v2/lenet_iter_10000.caffemodel", (2, 1, 28, 28), 1,
     ["ip2", "prob"]),
    ("lenet-v1/lenet.prototxt", "lenet-v1/lenet_iter_10000", (2, 1, 28, 28), 1, ["ip2", "prob"]),
    ("cifar10-quick-v1/prediction_example.prototxt",
     "cifar10-quick-v1/cifar10_quick_iter_5000.caffemodel", (2, 3, 32, 32), 100, ["ip2", "prob"]),
    (MORE + "cifar10-full/cifar10_full.prototxt",
     MORE + "cifar10-full/cifar10_full_iter_70000.caffemodel", (2, 3, 32, 32), 100,
     ["norm2", "ip1", "prob"]),
    (MORE + "cifar10-full/cifar10_quick.prototxt",
     MORE + "cifar10-full/cifar10_quick_iter_5000.caffemodel", (2, 3, 32, 32), 100, ["prob"]),
    ("mtcnn/det1.prototxt", "mtcnn/det1.caffemodel", (1, 3, 31, 40), 1, ["conv4-2", "prob1"]),
    ("mtcnn/det2.prototxt", "mtcnn/det2.caffemodel", (2, 3, 24, 24), 1, ["conv5-2", "prob1"]),
    ("mtcnn/det3.prototxt", "mtcnn/det3.caffemodel", (2, 3, 48, 48), 1,
     ["conv6-2", "conv6-3", "prob1"]),
    ("mtcnn/det4.prototxt", "mtcnn/det4.caffemodel", (2, 15, 24, 24), 1,
     [f"fc5_{part}" for part in range(1, 6)]),
    (MORE + "hyperlpr/HorizonalFinemapping.prototxt",
     MORE + "hyperlpr/HorizonalFinemapping.caffemodel", (2, 3, 16, 66), 1, [("dense", "relu4")]),
    (MORE + "hyperlpr/Segmentation.prototxt", MORE + "hyperlpr/Segmentation.caffemodel",
     (2, 1, 22, 22), 1, ["prob"]),
    (MORE + "hyperlpr/mininet_ssd_v1.prototxt", MORE + "hyperlpr/mininet_ssd_v1.caffemodel",
     (1, 3, 512, 512), 127, ["ssd0_concat1", "flatten0", "concat0", "detection_out"]),
    (MORE + "ultralight/RFB-320.prototxt", MORE + "ultralight/RFB-320.caffemodel",
     (1, 3, 240, 320), 1, ["boxes", "scores"]),
    (MORE + "waifu2x-vgg7/scale2.0x_model.prototxt",
     MORE + "waifu2x-vgg7/scale2.0x_model.caffemodel", (1, 3, 40, 30), 1, ["conv7"]),
    (MORE + "yufacedetectnet-v1/yufacedetectnet-open-v1.prototxt",
     MORE + "yufacedetectnet-v1/yufacedetectnet-open-v1.caffemodel", (1, 3, 240, 320), 127,
     ["conv3_3_norm", "mbox_loc", "mbox_conf_flatten", "mbox_priorbox", "detection_out"]),
]

# OpenCV cannot run a net that takes labels; this is the same one without.
WITHOUT_LABELS = {
    "cifar10-quick-v1/prediction_example.prototxt": MORE + "cifar10-full/cifar10_quick.prototxt"}


def text(file):
    """A net without the layers that belong to training alone, which OpenCV does not leave out."""
    head, *layers = file.read_text().split("\nlayer {")
    kept = [layer for layer in layers if "phase: TRAIN" not in layer]
    return np.frombuffer("\nlayer {".join([head, *kept]).encode(), np.uint8)


def pattern(shape):
    """Values spread evenly over -1...1: Knuth's multiplicative hash of the index."""
    index = np.arange(np.prod(shape), dtype=np.uint64)
    hashed = (index * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)
    return (hashed / 2.0**31 - 1).astype(np.float32).reshape(shape)


def excerpt(x):
    flat = x.flatten()
    count = min(flat.size, 64)
    values = flat[::flat.size // count][:count]
    if x.ndim == 4 and x.shape[3] == 7:
        rows = x.reshape(-1, 7)
        values = rows[rows[:, 2] > 0].flatten()
    return {"shape": list(x.shape), "values": [float(f"{v:.7g}") for v in values]}


def main():
    data = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "../shared/data") / "models"
    golden = {}
    for prototxt, weights, shape, scale, outputs in MODELS:
        pairs = [(name, name) if isinstance(name, str) else name for name in outputs]
        found = {}
        for blob, layer in pairs:
            # A new net each time: a second pass may reuse what fusion changed.
            net = cv2.dnn.readNetFromCaffe(
                text(data / WITHOUT_LABELS.get(prototxt, prototxt)),
                np.fromfile(data / weights, np.uint8))
            net.enableFusion(False)
            net.setInput(pattern(shape) * np.float32(scale))
            found[blob] = excerpt(net.forward(layer))
        golden[prototxt] = {
            "weights": weights, "input": list(shape), "scale": scale, "outputs": found}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in golden.items())
    (ROOT / "Tests/ShinsoZooTests/Fixtures/caffe.json").write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
