"""Golden values of networks: outputs of torchvision's, with weights that a formula gives.

    python3 Tools/golden/torchvision_networks.py
        (needs torch 2.13 and torchvision 0.28)

Writes Tests/ShinsoZooTests/Fixtures/torchvision-networks.json: for each network the shape of the
input, 16 of its logits, equally spaced, their greatest absolute value, and what its state dictionary
holds: a SHA-256 of the sorted lines `NAME SHAPE`, and, where names here differ from those there, the
lines themselves. Weights and input are functions of name and index alone, so that a test makes them,
too, and no file holds them.
"""

import hashlib
import json
import pathlib

import numpy as np
import torch
from torchvision import models

FIXTURES = pathlib.Path(__file__).parents[2] / "Tests/ShinsoZooTests/Fixtures"


def values(name, count):
    """Pseudo-random numbers in -1...1: FNV-1a of the name, then a 32-bit mixer of each index."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 % 2**32
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
    for shift, factor in [(16, 0x21F0AAAD), (15, 0x735A2D97)]:
        x = (x ^ (x >> np.uint32(shift))) * np.uint32(factor)
    x ^= x >> np.uint32(15)
    return x / 2.0**31 - 1


def weight(name, shape):
    """Outputs stay near 1: weights by He's rule, variances around 1, the rest small."""
    v = values(name, int(np.prod(shape)))
    leaf = name.rsplit(".", 1)[1]
    if len(shape) > 1:
        v = v * np.sqrt(6 / np.prod(shape[1:]))
    elif leaf == "running_var":
        v = 1 + 0.5 * v
    elif leaf == "weight":
        v = 0.75 + 0.25 * v
    else:
        v = 0.1 * v
    return torch.from_numpy(v.astype(np.float32).reshape(shape))


def resnet50_v1():
    """The paper's: the stride is in the first 1×1 convolution of a block."""
    network = models.resnet50(weights=None)
    for stage in [network.layer2, network.layer3, network.layer4]:
        stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    return network


# Name, variant, constructor, height and width of the input, whether names here are others.
NETWORKS = [
    ("resnet18", None, models.resnet18, (64, 96), False),
    ("resnet34", None, models.resnet34, (64, 64), False),
    ("resnet50", "v1.5", models.resnet50, (64, 96), False),
    ("resnet50", "v1", resnet50_v1, (64, 96), False),
    ("resnet101", "v1.5", models.resnet101, (64, 64), False),
    ("resnet152", "v1.5", models.resnet152, (64, 64), False),
    ("squeezenet", "v1.1", models.squeezenet1_1, (64, 75), True),
    ("squeezenet", "v1.0", models.squeezenet1_0, (64, 75), True),
    ("densenet121", None, models.densenet121, (64, 96), False),
    ("mobilenet-v2", None, models.mobilenet_v2, (64, 75), True),
]


def golden(name, variant, make, size, is_renamed):
    network = make() if make is resnet50_v1 else make(weights=None)
    network.eval()
    state = {k: v for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}
    lines = sorted(f"{key} {list(value.shape)}" for key, value in state.items())
    network.load_state_dict({k: weight(k, v.shape) for k, v in state.items()}, strict=False)
    shape = (2, 3, *size)
    x = torch.from_numpy(values("input", int(np.prod(shape))).astype(np.float32).reshape(shape))
    with torch.no_grad():
        logits = network(x).flatten()
    step = logits.numel() // 16
    return {
        "network": name,
        "variant": variant,
        "parameters": sum(p.numel() for p in network.parameters()),
        "input": list(shape),
        "logits": [float(f"{v:.7g}") for v in logits[::step][:16].tolist()],
        "greatest": float(f"{logits.abs().max():.7g}"),
        "digest": hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest(),
        "weights": lines if is_renamed else None,
    }


def main():
    entries = [golden(*network) for network in NETWORKS]
    text = ",\n".join(json.dumps(entry) for entry in entries)
    (FIXTURES / "torchvision-networks.json").write_text(f"[\n{text}\n]\n")


if __name__ == "__main__":
    main()
