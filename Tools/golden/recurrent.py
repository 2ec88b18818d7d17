"""Golden values of the recurrent layers: outputs, states and gradients by PyTorch in float64.

    python3 Tools/golden/recurrent.py            (needs torch 2.13)

Writes Tests/ShinsoNNTests/Fixtures/recurrent.json: layers in one direction and in both, from random
states, with sequences of different lengths (packed, as PyTorch calls it) and without. Weights are
listed layer by layer, forward before reversed, as `weight_ih, weight_hh, bias_ih, bias_hh`; in
LSTM states, all h come before all c. PyTorch has no GRU that resets before the product; its values
come from a loop over sequences and steps here.
"""

import json
import pathlib

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoNNTests/Fixtures/recurrent.json"
STEPS, BATCH, INPUTS, HIDDEN = 6, 4, 3, 4


def tensor(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.10g}") for v in x.detach().flatten().tolist()]}


def packed(layer, x, states, lengths):
    if not lengths:
        output, states = layer(x, states)
        return output, states
    output, states = layer(pack_padded_sequence(x, lengths, enforce_sorted=False), states)
    return pad_packed_sequence(output, total_length=STEPS)[0], states


def resetting_before(layer, x, states, lengths):
    """Cho et al. 2014: the reset gate is applied to h, before the product."""
    directions = 2 if layer.bidirectional else 1
    parameters = list(layer.parameters())
    after = [[None] * BATCH for _ in range(len(states))]
    for index in range(layer.num_layers):
        columns = []
        for n in range(BATCH):
            length = lengths[n] if lengths else STEPS
            sides = []
            for direction in range(directions):
                cell = index * directions + direction
                wi, wh, bi, bh = parameters[cell * 4:cell * 4 + 4]
                h, rows = states[cell][n], [None] * length
                for t in reversed(range(length)) if direction else range(length):
                    a, b = wi @ x[t, n] + bi, wh[:2 * HIDDEN] @ h + bh[:2 * HIDDEN]
                    r, z = torch.sigmoid(a[:2 * HIDDEN] + b).chunk(2)
                    new = torch.tanh(a[2 * HIDDEN:] + wh[2 * HIDDEN:] @ (r * h) + bh[2 * HIDDEN:])
                    h = rows[t] = (1 - z) * new + z * h
                after[cell][n] = h
                padding = [torch.zeros(HIDDEN).double()] * (STEPS - length)
                sides.append(torch.stack(rows + padding))
            columns.append(torch.cat(sides, 1))
        x = torch.stack(columns, 1)
    return x, torch.stack([torch.stack(rows) for rows in after])


torch.manual_seed(1)
cases = []
for name, kind, options, run in [
    ("lstm", torch.nn.LSTM, {}, packed), ("gru", torch.nn.GRU, {}, packed),
    ("gruResettingBefore", torch.nn.GRU, {}, resetting_before),
    ("elman", torch.nn.RNN, {"nonlinearity": "tanh"}, packed),
    ("elmanRelu", torch.nn.RNN, {"nonlinearity": "relu"}, packed),
]:
    for layers, both, lengths in [
        (2, True, None), (2, True, [3, 6, 1, 6]), (1, False, [5, 2, 6, 2]), (3, False, None),
    ]:
        layer = kind(INPUTS, HIDDEN, num_layers=layers, bidirectional=both, **options).double()
        x = torch.randn(STEPS, BATCH, INPUTS).double().requires_grad_()
        start = [
            torch.randn(layers * (2 if both else 1), BATCH, HIDDEN).double().requires_grad_()
            for _ in range(2 if name == "lstm" else 1)
        ]
        output, states = run(layer, x, tuple(start) if name == "lstm" else start[0], lengths)
        outputs = [output, *(states if name == "lstm" else [states])]
        seeds = [torch.randn(t.shape).double() for t in outputs]
        sum((t * s).sum() for t, s in zip(outputs, seeds)).backward()
        cases.append({
            "name": name, "layers": layers, "isBidirectional": both, "lengths": lengths,
            "x": tensor(x), "dx": tensor(x.grad),
            "states": [tensor(s) for s in start], "dstates": [tensor(s.grad) for s in start],
            "weights": [tensor(p) for p in layer.parameters()],
            "gradients": [tensor(p.grad) for p in layer.parameters()],
            "outputs": [tensor(t) for t in outputs], "seeds": [tensor(s) for s in seeds],
        })
TARGET.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"{TARGET}: {len(cases)} cases, {TARGET.stat().st_size} bytes")
