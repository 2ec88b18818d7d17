"""Golden values of the caption networks: logits, losses and gradients by PyTorch in float64.

    python3 Tools/golden/captions.py            (needs torch 2.13)

Writes Tests/ShinsoModelsTests/Fixtures/captions.json: the decoder of "Show and tell", PyTorch's LSTM
that reads the embedded picture and then the words, and the one with attention, whose steps are spelled
out here, each on three pictures with four captions, two of them of the same picture. Parameters have
Shinso's names. Shinso's LSTM has one bias where PyTorch's has two: here the second is zero.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoModelsTests/Fixtures/captions.json"
CHANNELS, PLACES, VOCABULARY, EMBEDDING, HIDDEN = 3, 4, 9, 5, 4
SMOOTHING = 0.1
OWNERS = torch.tensor([0, 0, 2, 1])
# Time by caption; 1 begins, 2 ends.
TARGETS = torch.tensor([[1, 1, 1, 1], [3, 4, 5, 6], [7, 8, 3, 2]])
LABELS = torch.tensor([[3, 4, 5, 6], [7, 8, 3, 2], [2, 2, 2, -1]])


def tensor(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.10g}") for v in x.detach().flatten().tolist()]}


def parameters(shapes):
    return {name: (torch.randn(shape).double() / 2).requires_grad_() for name, shape in shapes.items()}


def linear(p, name, x):
    return F.linear(x, p[f"{name}.weight"], p.get(f"{name}.bias"))


def show_and_tell(features):
    p = parameters({
        "picture.weight": (EMBEDDING, CHANNELS * PLACES), "picture.bias": (EMBEDDING,),
        "words.weight": (VOCABULARY, EMBEDDING), "output.weight": (VOCABULARY, HIDDEN),
        "output.bias": (VOCABULARY,),
    })
    lstm = nn.LSTM(EMBEDDING, HIDDEN).double()
    lstm.bias_hh_l0.requires_grad_(False).zero_()
    p["lstm.layers.0.weightInput"] = lstm.weight_ih_l0
    p["lstm.layers.0.weightHidden"] = lstm.weight_hh_l0
    p["lstm.layers.0.bias"] = lstm.bias_ih_l0
    seen = linear(p, "picture", features.flatten(1))[OWNERS]
    h, _ = lstm(torch.cat([seen[None], p["words.weight"][TARGETS]]))
    return case("show-and-tell", p, linear(p, "output", h[1:].flatten(0, 1)))


def show_attend_and_tell(features):
    C, E, H = CHANNELS, EMBEDDING, HIDDEN
    p = parameters({
        "position": (PLACES, 1, C), "words.weight": (VOCABULARY, E), "initial.weight": (H, C),
        "initial.bias": (H,), "keys.weight": (H, C), "v": (H,), "fromWord.weight": (3 * H, E),
        "fromWord.bias": (3 * H,), "weightState": (3 * H, H), "weightContext": (3 * H, C),
        "weightNew": (H, H), "readout.weight": (E, H + C + E), "readout.bias": (E,),
        "output.weight": (VOCABULARY, E), "output.bias": (VOCABULARY,),
    })
    values = (features.flatten(2).permute(2, 0, 1) + p["position"])[:, OWNERS]
    keys = linear(p, "keys", values)
    s = torch.tanh(linear(p, "initial", values.mean(0)))
    rows = []
    for y in p["words.weight"][TARGETS]:
        product = F.linear(s, p["weightState"])
        scores = (torch.tanh(product[:, 2 * H:] + keys) * p["v"]).sum(2)
        context = (torch.softmax(scores, 0)[:, :, None] * values).sum(0)
        a = linear(p, "fromWord", y) + F.linear(context, p["weightContext"])
        # The reset gate acts before the product.
        r, z = torch.sigmoid(a[:, :2 * H] + product[:, :2 * H]).chunk(2, 1)
        n = torch.tanh(a[:, 2 * H:] + F.linear(r * s, p["weightNew"]))
        s = (1 - z) * n + z * s
        rows.append(linear(p, "output", torch.tanh(linear(p, "readout", torch.cat([s, context, y], 1)))))
    return case("show-attend-and-tell", p, torch.cat(rows))


def case(name, p, logits):
    loss = F.cross_entropy(logits, LABELS.flatten(), ignore_index=-1, label_smoothing=SMOOTHING)
    loss.backward()
    return {
        "network": name, "features": tensor(FEATURES), "owners": OWNERS.tolist(),
        "targets": TARGETS.tolist(), "labels": LABELS.flatten().tolist(),
        "weights": {key: tensor(value) for key, value in p.items()}, "logits": tensor(logits),
        "loss": float(f"{loss:.10g}"),
        "gradientNorms": {key: float(f"{value.grad.norm():.10g}") for key, value in p.items()},
    }


torch.manual_seed(1)
FEATURES = torch.randn(3, CHANNELS, 2, 2).double()
cases = [show_and_tell(FEATURES), show_attend_and_tell(FEATURES)]
TARGET.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"{TARGET}: {len(cases)} cases, {TARGET.stat().st_size} bytes")
