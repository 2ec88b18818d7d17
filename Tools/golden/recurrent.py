"""Golden values of the recurrent layers: outputs, states and gradients by PyTorch in float64.

    python3 Tools/golden/recurrent.py            (needs torch 2.13)

Writes Tests/ShinsoNNTests/Fixtures/recurrent.json: two bidirectional layers each, with sequences of
different lengths (packed, as PyTorch calls it) and without. Weights are listed layer by layer,
forward before reversed, as `weight_ih, weight_hh, bias_ih, bias_hh`.
"""

import json
import pathlib

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoNNTests/Fixtures/recurrent.json"


def tensor(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.10g}") for v in x.detach().flatten().tolist()]}


torch.manual_seed(1)
cases = []
for name, kind, options in [
    ("lstm", torch.nn.LSTM, {}), ("gru", torch.nn.GRU, {}),
    ("elman", torch.nn.RNN, {"nonlinearity": "tanh"}),
]:
    for lengths in [None, [3, 6, 1, 6]]:
        layer = kind(3, 4, num_layers=2, bidirectional=True, **options).double()
        x = torch.randn(6, 4, 3).double().requires_grad_()
        packed = pack_padded_sequence(x, lengths, enforce_sorted=False) if lengths else x
        output, state = layer(packed)
        if lengths:
            output, _ = pad_packed_sequence(output, total_length=6)
        states = list(state) if isinstance(state, tuple) else [state]
        seeds = [torch.randn(t.shape).double() for t in [output, *states]]
        loss = sum((t * s).sum() for t, s in zip([output, *states], seeds))
        loss.backward()
        cases.append({
            "name": name, "lengths": lengths, "x": tensor(x), "dx": tensor(x.grad),
            "weights": [tensor(p) for p in layer.parameters()],
            "gradients": [tensor(p.grad) for p in layer.parameters()],
            "outputs": [tensor(t) for t in [output, *states]],
            "seeds": [tensor(s) for s in seeds],
        })
TARGET.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"{TARGET}: {len(cases)} cases, {TARGET.stat().st_size} bytes")
