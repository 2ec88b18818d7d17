"""Golden values of networks on trees: logits, losses and gradients by PyTorch in float64.

    python3 Tools/golden/trees.py            (needs torch 2.13)

Writes Tests/ShinsoModelsTests/Fixtures/trees.json. Every node is composed by itself, straight from the
formulas of the papers, with parameters under Shinso's names:
- rntn, rnn: two sentences with given trees, the cross-entropy summed over the nodes that have a label;
- autoencoder: sentences whose trees are found greedily, the cross-entropy at the roots plus the
  reconstruction error.
"""

import json
import pathlib

import torch
from torch.nn import functional

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoModelsTests/Fixtures/trees.json"
VOCABULARY, SIZE, CLASSES = 7, 3, 5
SENTENCES = [[1, 2, 0, 3, 2], [4], [5, 6, 1]]
# Children of inner nodes: words count from 0, then inner nodes.
TREES = [[[1, 2], [0, 5], [3, 4], [6, 7]], [], [[0, 1], [3, 2]]]
LABELS = [[2, 1, -1, 3, 4, 2, 0, -1, 1], [3], [2, 2, 0, 4, 3]]


def tensor(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.12g}") for v in x.detach().flatten().tolist()]}


def normal(*shape, scale=0.6):
    return (torch.randn(shape).double() * scale).round(decimals=3).requires_grad_()


def case(name, weights, run):
    values, loss = run(weights)
    gradients = torch.autograd.grad(loss, list(weights.values()))
    return {
        "name": name, "sentences": SENTENCES, "labels": LABELS, "loss": loss.item(),
        "weights": {name: tensor(weight) for name, weight in weights.items()},
        "gradients": {name: tensor(g) for name, g in zip(weights, gradients)}, **values,
    }


def recursive(weights):
    logits, loss = [], 0
    for words, tree, labels in zip(SENTENCES, TREES, LABELS):
        nodes = [torch.tanh(weights["words.weight"][word]) for word in words]
        for left, right in tree:
            x = torch.cat([nodes[left], nodes[right]])
            total = weights["weight"] @ x + weights["bias"]
            if "tensor" in weights:
                total = total + torch.stack([x @ part @ x for part in weights["tensor"]])
            nodes.append(torch.tanh(total))
        own = torch.stack(nodes) @ weights["output.weight"].T + weights["output.bias"]
        logits.append(own)
        loss = loss + functional.cross_entropy(
            own, torch.tensor(labels), ignore_index=-1, reduction="sum")
    return {"trees": TREES, "logits": [tensor(x) for x in logits]}, loss


def autoencoder(weights):
    def join(left, right):
        """The parent of two (vector, words below), and how badly it tells of them."""
        pair = torch.cat([left[0], right[0]])
        parent = torch.tanh(weights["weight"] @ pair + weights["bias"])
        parent = parent / parent.norm()
        again = torch.tanh(weights["decoder.weight"] @ parent + weights["decoder.bias"])
        errors = (pair - again).square().reshape(2, SIZE).sum(1)
        count = left[1] + right[1]
        return (parent, count), left[1] / count * errors[0] + right[1] / count * errors[1]

    trees, logits, loss = [], [], 0
    for words, labels in zip(SENTENCES, LABELS):
        nodes = [(weights["words.weight"][word], 1) for word in words]
        below = [[node] for node in range(len(words))]
        row, tree = list(range(len(words))), []
        while len(row) > 1:
            made = [join(nodes[a], nodes[b]) for a, b in zip(row, row[1:])]
            errors = [error.item() for _, error in made]
            assert len(errors) == 1 or sorted(errors)[1] - sorted(errors)[0] > 1e-3, "too close"
            best = errors.index(min(errors))
            tree.append([row[best], row[best + 1]])
            loss = loss + made[best][1]
            below.append(below[row[best]] + below[row[best + 1]] + [len(nodes)])
            nodes.append(made[best][0])
            row[best:best + 2] = [len(nodes) - 1]
        vectors = torch.stack([vector for vector, _ in nodes])
        means = torch.stack([vectors[own].mean(0) for own in below])
        own = torch.cat([vectors, means], 1) @ weights["output.weight"].T + weights["output.bias"]
        loss = loss + functional.cross_entropy(own[-1:], torch.tensor(labels[-1:]))
        trees.append(tree)
        logits.append(own)
    return {"trees": trees, "logits": [tensor(x) for x in logits]}, loss


torch.manual_seed(2)
common = {
    "words.weight": normal(VOCABULARY, SIZE), "weight": normal(SIZE, 2 * SIZE), "bias": normal(SIZE),
}
rntn = common | {
    "tensor": normal(SIZE, 2 * SIZE, 2 * SIZE, scale=0.3),
    "output.weight": normal(CLASSES, SIZE), "output.bias": normal(CLASSES),
}
rnn = {name: weight for name, weight in rntn.items() if name != "tensor"}
joined = common | {
    "decoder.weight": normal(2 * SIZE, SIZE), "decoder.bias": normal(2 * SIZE),
    "output.weight": normal(CLASSES, 2 * SIZE), "output.bias": normal(CLASSES),
}
cases = [
    case("rntn", rntn, recursive), case("rnn", rnn, recursive),
    case("autoencoder", joined, autoencoder),
]
TARGET.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"{TARGET}: {len(cases)} cases, {TARGET.stat().st_size} bytes")
