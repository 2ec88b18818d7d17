"""Golden values of the translators: logits, losses and gradients by PyTorch in float64, and BLEU.

    python3 Tools/golden/translation.py            (needs torch 2.13 and sacrebleu 2.6)

Writes Tests/ShinsoModelsTests/Fixtures/translation.json: a translator with attention, whose steps
are spelled out here, and one of two LSTM layers that reads its sources in reverse order, on a batch
of sentences of different lengths. Parameters have Shinso's names. Writes
Tests/ShinsoTrainingTests/Fixtures/bleu.json: what sacreBLEU says of some sentences with `--tokenize
none`.
"""

import json
import pathlib
import random

import sacrebleu
import torch
from torch import nn
from torch.nn import functional as F

TESTS = pathlib.Path(__file__).parents[2] / "Tests"
SOURCE, TARGET, EMBEDDING, HIDDEN = 7, 8, 3, 4
SMOOTHING = 0.1
LENGTHS = [4, 2, 3]
# Time by sentence, padded by 2, the end. Targets begin with 1.
SOURCES = torch.tensor([[3, 4, 5], [4, 6, 6], [6, 2, 3], [5, 2, 2]])
TARGETS = torch.tensor([[1, 1, 1], [3, 5, 4], [7, 2, 6]])
LABELS = torch.tensor([[3, 5, 4], [7, 2, 6], [2, -1, 2]])


def tensor(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.10g}") for v in x.detach().flatten().tolist()]}


def parameters(shapes):
    return {name: (torch.randn(shape).double() / 2).requires_grad_() for name, shape in shapes.items()}


def gru(p, name, x, reverse):
    """The unit whose reset gate acts before the product, on padded sequences."""
    steps, batch, _ = x.shape
    lengths = torch.tensor(LENGTHS)
    h = torch.zeros(batch, HIDDEN).double()
    states = [None] * steps
    for step in reversed(range(steps)) if reverse else range(steps):
        a = F.linear(x[step], p[f"{name}.input.weight"], p[f"{name}.input.bias"])
        new = unit(a, F.linear(h, p[f"{name}.weightGates"]), h, p[f"{name}.weightNew"])
        h = torch.where((step < lengths)[:, None], new, h)
        states[step] = h
    return torch.stack(states)


def unit(a, product, h, weight_new):
    r, z = torch.sigmoid(a[:, :2 * HIDDEN] + product).chunk(2, 1)
    n = torch.tanh(a[:, 2 * HIDDEN:] + F.linear(r * h, weight_new))
    return (1 - z) * n + z * h


def attention():
    H, E = HIDDEN, EMBEDDING
    shapes = {"sourceEmbedding.weight": (SOURCE, E), "targetEmbedding.weight": (TARGET, E)}
    for reader in ["forwardReader", "backwardReader"]:
        shapes |= {
            f"{reader}.input.weight": (3 * H, E), f"{reader}.input.bias": (3 * H,),
            f"{reader}.weightGates": (2 * H, H), f"{reader}.weightNew": (H, H),
        }
    shapes |= {
        "initial.weight": (H, H), "initial.bias": (H,), "keys.weight": (H, 2 * H), "v": (H,),
        "fromTarget.weight": (3 * H, E), "fromTarget.bias": (3 * H,), "weightState": (3 * H, H),
        "weightContext": (3 * H, 2 * H), "weightNew": (H, H), "readout.weight": (2 * H, 3 * H + E),
        "readout.bias": (2 * H,), "output.weight": (TARGET, H), "output.bias": (TARGET,),
    }
    p = parameters(shapes)
    x = p["sourceEmbedding.weight"][SOURCES]
    back = gru(p, "backwardReader", x, True)
    annotations = torch.cat([gru(p, "forwardReader", x, False), back], 2)
    keys = F.linear(annotations, p["keys.weight"])
    s = torch.tanh(F.linear(back[0], p["initial.weight"], p["initial.bias"]))
    hidden = torch.arange(len(SOURCES))[:, None] >= torch.tensor(LENGTHS)
    rows = []
    for y in p["targetEmbedding.weight"][TARGETS]:
        product = F.linear(s, p["weightState"])
        scores = (torch.tanh(product[:, 2 * H:] + keys) * p["v"]).sum(2)
        weights = torch.softmax(scores.masked_fill(hidden, -torch.inf), 0)
        context = (weights[:, :, None] * annotations).sum(0)
        a = F.linear(y, p["fromTarget.weight"], p["fromTarget.bias"]) + F.linear(context, p["weightContext"])
        s = unit(a, product[:, :2 * H], s, p["weightNew"])
        t = F.linear(torch.cat([s, y, context], 1), p["readout.weight"], p["readout.bias"])
        rows.append(F.linear(torch.maximum(t[:, :H], t[:, H:]), p["output.weight"], p["output.bias"]))
    return case("attention", p, torch.cat(rows))


def sequence_to_sequence():
    p = {}
    x = torch.randn(SOURCE, EMBEDDING).double().requires_grad_()
    y = torch.randn(TARGET, EMBEDDING).double().requires_grad_()
    p |= {"sourceEmbedding.weight": x, "targetEmbedding.weight": y}
    nets = {}
    for name in ["encoder", "decoder"]:
        nets[name] = net = nn.LSTM(EMBEDDING, HIDDEN, num_layers=2).double()
        for layer in range(2):
            getattr(net, f"bias_hh_l{layer}").requires_grad_(False).zero_()
            p[f"{name}.layers.{layer}.weightInput"] = getattr(net, f"weight_ih_l{layer}")
            p[f"{name}.layers.{layer}.weightHidden"] = getattr(net, f"weight_hh_l{layer}")
            p[f"{name}.layers.{layer}.bias"] = getattr(net, f"bias_ih_l{layer}")
    p |= parameters({"output.weight": (TARGET, HIDDEN), "output.bias": (TARGET,)})
    states = [
        nets["encoder"](x[SOURCES[:length, n].flip(0)][:, None])[1] for n, length in enumerate(LENGTHS)
    ]
    state = tuple(torch.cat([s[part] for s in states], 1) for part in range(2))
    h, _ = nets["decoder"](y[TARGETS], state)
    return case("seq2seq", p, F.linear(h.flatten(0, 1), p["output.weight"], p["output.bias"]))


def case(name, p, logits):
    loss = F.cross_entropy(logits, LABELS.flatten(), ignore_index=-1, label_smoothing=SMOOTHING)
    loss.backward()
    return {
        "system": name, "weights": {key: tensor(value) for key, value in p.items()},
        "logits": tensor(logits), "loss": float(f"{loss:.10g}"),
        "gradientNorms": {key: float(f"{value.grad.norm():.10g}") for key, value in p.items()},
    }


def bleu():
    words = ["a", "b", "c", "d", "."]
    draw = random.Random(1)
    texts = [" ".join(draw.choice(words) for _ in range(draw.randint(1, 9))) for _ in range(12)]
    changed = [
        " ".join(draw.choice(words) if draw.random() < 0.2 else word for word in text.split()[:draw.randint(2, 12)])
        for text in texts
    ]
    corpora = [
        (changed, texts), (texts, changed), (texts, texts), (["a b c d e f"], ["a b c d x f"]),
        (["the cat sat"], ["the cat sat"]), (["a x b y"], ["a b c d"]), (["z"], ["a b c d"]),
        (["", "a b c d"], ["a b", "a b c d"]), (["彼 は 医者 だ 。 ( 笑 )"], ["彼 は 医者 です 。 ( 笑 )"]),
    ]
    return [
        {
            "hypotheses": hypotheses, "references": references,
            "bleu": sacrebleu.corpus_bleu(hypotheses, [references], tokenize="none", force=True).score,
        } for hypotheses, references in corpora
    ]


torch.manual_seed(1)
for path, cases in [
    ("ShinsoModelsTests/Fixtures/translation.json", [attention(), sequence_to_sequence()]),
    ("ShinsoTrainingTests/Fixtures/bleu.json", bleu()),
]:
    target = TESTS / path
    target.parent.mkdir(exist_ok=True)
    lines = (json.dumps(c, separators=(",", ":"), ensure_ascii=False) for c in cases)
    target.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"{target}: {len(cases)} cases, {target.stat().st_size} bytes")
