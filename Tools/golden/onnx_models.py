#!/usr/bin/env python3
"""What ONNX Runtime makes of real models: Tests/ShinsoZooTests/Fixtures/onnx-models.json.

    pip install onnx onnxruntime
    python Tools/golden/onnx_models.py ../shared/data/models/onnx

Inputs follow from a formula, so that the file holds outputs alone: shape, and every n-th value.
"""
import json
import os
import sys

import numpy
import onnxruntime

# Open sizes of inputs, by file and input: one sample and two.
SHAPES = {
    "ch_ppocr_mobile_v2.0_cls_infer": {"x": ["N", 3, 48, 192]},
    "magika": {"bytes": ["N", 2048]},
    "mnist-8": {"Input3": [1, 1, 28, 28]},
    "nmp": {"serving_default_input_2:0": ["N", 43844, 1]},
    "silero_vad_16k_sequence": {"input": ["N", 576], "h": [1, 1, 128], "c": [1, 1, 128]},
    "tribuo-cnn_mnist": {"input_image": ["N", 1, 28, 28]},
}
TARGET = os.path.join(
    os.path.dirname(__file__), "../../Tests/ShinsoZooTests/Fixtures/onnx-models.json")


def values(shape, kind):
    """The input i is (i * 7919 mod 1009) / 1009 - 1/4, or for integers i * 31 mod 257."""
    index = numpy.arange(numpy.prod(shape), dtype=numpy.int64)
    if "int" in kind:
        return (index * 31 % 257).astype(numpy.int32 if "int32" in kind else numpy.int64).reshape(shape)
    return ((index * 7919 % 1009).astype(numpy.float32) / 1009 - 0.25).astype(numpy.float32).reshape(shape)


def main():
    found = []
    for folder, _, files in sorted(os.walk(sys.argv[1])):
        for file in sorted(files):
            name = file.removesuffix(".onnx")
            if name not in SHAPES:
                continue
            session = onnxruntime.InferenceSession(
                os.path.join(folder, file), providers=["CPUExecutionProvider"])
            kinds = {i.name: i.type for i in session.get_inputs()}
            for count in [1, 2] if any("N" in s for s in SHAPES[name].values()) else [1]:
                shapes = {
                    key: [count if d == "N" else d for d in dims]
                    for key, dims in SHAPES[name].items()}
                outputs = session.run(
                    None, {key: values(shape, kinds[key]) for key, shape in shapes.items()})
                found.append({
                    "model": name, "inputs": shapes,
                    "outputs": [
                        {"name": o.name, "shape": list(y.shape), "step": max(1, y.size // 40),
                         "values": [float(f"{v:.7g}") for v in
                                    y.reshape(-1)[::max(1, y.size // 40)].tolist()]}
                        for o, y in zip(session.get_outputs(), outputs)]})
    with open(TARGET, "w") as file:
        json.dump(found, file, separators=(",", ":"))
        file.write("\n")


main()
