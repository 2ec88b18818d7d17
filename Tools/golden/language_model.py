"""Golden values of the recurrent language model: logits, losses and gradients by PyTorch in float64.

    python3 Tools/golden/language_model.py            (needs torch 2.13)

Writes Tests/ShinsoModelsTests/Fixtures/language-model.json: for each kind of cell a network of two
layers, without dropout, that reads four windows with carried state and makes a step of Adam with a
clipped gradient after each. Some tokens do not occur in a window; their rows of the embedding move
nevertheless, because Adam's averages continue. Parameters have Shinso's names. Shinso's LSTM and
Elman cells have one bias where PyTorch's have two: here the second is not trained, and the fixture
contains their sum.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoModelsTests/Fixtures/language-model.json"
VOCABULARY, EMBEDDING, HIDDEN, LAYERS = 9, 3, 4, 2
WINDOWS, STEPS, BATCH = 4, 3, 2
RATE, LIMIT = 0.03, 0.2


def tensor(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.10g}") for v in x.detach().flatten().tolist()]}


class Model(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, EMBEDDING)
        self.recurrent = kind(EMBEDDING, HIDDEN, num_layers=LAYERS)
        self.output = nn.Linear(HIDDEN, VOCABULARY)
        if kind is not nn.GRU:
            for layer in range(LAYERS):
                self.bias(layer, "hh").requires_grad_(False)

    def bias(self, layer, side):
        return getattr(self.recurrent, f"bias_{side}_l{layer}")

    def forward(self, tokens, state):
        h, state = self.recurrent(self.embedding(tokens), state)
        return self.output(h.reshape(-1, HIDDEN)), state

    def named(self, value):
        """`value` of each trained parameter, keyed by Shinso's name."""
        found = {"embedding.weight": value(self.embedding.weight)}
        for layer in range(LAYERS):
            name = f"recurrent.layers.{layer}."
            found[name + "weightInput"] = value(getattr(self.recurrent, f"weight_ih_l{layer}"))
            found[name + "weightHidden"] = value(getattr(self.recurrent, f"weight_hh_l{layer}"))
            if isinstance(self.recurrent, nn.GRU):
                found[name + "biasInput"] = value(self.bias(layer, "ih"))
                found[name + "biasHidden"] = value(self.bias(layer, "hh"))
            else:
                found[name + "bias"] = value(self.bias(layer, "ih"))
        found["output.weight"] = value(self.output.weight)
        found["output.bias"] = value(self.output.bias)
        return found

    def weights(self):
        weights = self.named(lambda parameter: parameter.detach().clone())
        if not isinstance(self.recurrent, nn.GRU):
            for layer in range(LAYERS):
                weights[f"recurrent.layers.{layer}.bias"] += self.bias(layer, "hh")
        return {name: tensor(weight) for name, weight in weights.items()}


def case(name, kind):
    model = Model(kind).double()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=RATE)
    text = torch.randint(VOCABULARY, (WINDOWS * STEPS + 1, BATCH))
    state = torch.randn(LAYERS, BATCH, HIDDEN).double()
    if kind is nn.LSTM:
        state = (state, torch.randn(LAYERS, BATCH, HIDDEN).double())
    states = state if kind is nn.LSTM else (state,)
    result = {
        "cell": name, "text": text.flatten().tolist(), "weights": model.weights(),
        "state": [tensor(part) for part in states], "losses": [],
    }
    for window in range(WINDOWS):
        start = window * STEPS
        logits, state = model(text[start:start + STEPS], state)
        loss = functional.cross_entropy(logits, text[start + 1:start + STEPS + 1].flatten())
        optimizer.zero_grad()
        loss.backward()
        if window == 0:
            result["logits"] = tensor(logits)
            result["gradientNorms"] = model.named(lambda p: float(f"{p.grad.norm():.10g}"))
        result["losses"].append(float(f"{loss:.10g}"))
        norm = nn.utils.clip_grad_norm_(trained, LIMIT)
        assert norm > LIMIT, "clipping is not tested"
        optimizer.step()
        state = tuple(s.detach() for s in state) if kind is nn.LSTM else state.detach()
    result["trainedEmbedding"] = tensor(model.embedding.weight)
    result["stateAfter"] = [tensor(s) for s in (state if kind is nn.LSTM else (state,))]
    return result


torch.manual_seed(1)
cases = [case("elman", nn.RNN), case("lstm", nn.LSTM), case("gru", nn.GRU)]
TARGET.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"{TARGET}: {len(cases)} cases, {TARGET.stat().st_size} bytes")
