"""Golden values of the optimizers and schedules, by PyTorch in double precision.

    python3 Tools/golden/optimizers.py            (needs torch 2.13)

Writes Tests/ShinsoNNTests/Fixtures/optimizers.json: a net of two layers, its data, the parameters
after some of 100 steps of each optimizer, with settings with which PyTorch in single precision
ends near itself in double, and the learning rates of 100 steps of each schedule.
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler as schedules

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoNNTests/Fixtures/optimizers.json"
STEPS = 100
torch.manual_seed(2)
torch.set_default_dtype(torch.float64)


def rounded(*shape, scale=1.0):
    return (torch.randn(shape) * scale).round(decimals=3)


inputs = rounded(12, 4)
labels = torch.tensor([0, 1, 2] * 4)
start = [rounded(5, 4, scale=0.5), rounded(5, scale=0.1), rounded(3, 5, scale=0.5), rounded(3, scale=0.1)]


def loss_of(p):
    return F.cross_entropy(F.linear(torch.tanh(F.linear(inputs, p[0], p[1])), p[2], p[3]), labels)


def run(make, clip=None):
    parameters = [x.clone().requires_grad_() for x in start]
    optimizer = make(parameters)
    trajectory = {}
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        loss_of(parameters).backward()
        if clip:
            clip(parameters)
        optimizer.step()
        if step in (1, 2, 10, 50, STEPS):
            trajectory[step] = [[float(f"{v:.10g}") for v in p.flatten().tolist()] for p in parameters]
    return trajectory


O = torch.optim
utils = torch.nn.utils
optimizers = {
    "sgd": run(lambda p: O.SGD(p, lr=0.3)),
    "momentum": run(lambda p: O.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01)),
    "nesterov": run(lambda p: O.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True)),
    "adam": run(lambda p: O.Adam(p, lr=0.02, weight_decay=0.01)),
    "adamw": run(lambda p: O.AdamW(p, lr=0.02, betas=(0.8, 0.99), weight_decay=0.1)),
    "adagrad": run(lambda p: O.Adagrad(p, lr=0.03, weight_decay=0.01)),
    "rmsprop": run(lambda p: O.RMSprop(p, lr=0.01, alpha=0.9, eps=0.01, weight_decay=0.01)),
    "adadelta": run(lambda p: O.Adadelta(p, lr=1.0, weight_decay=0.01)),
    "clippedNorm": run(lambda p: O.SGD(p, lr=0.3), lambda p: utils.clip_grad_norm_(p, 0.2)),
    "clippedValue": run(lambda p: O.SGD(p, lr=0.3), lambda p: utils.clip_grad_value_(p, 0.05)),
}


def rates(make):
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = O.SGD([parameter], lr=1.0)
    schedule = make(optimizer)
    found = []
    for _ in range(STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def plateau():
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = O.SGD([parameter], lr=1.0)
    schedule = schedules.ReduceLROnPlateau(optimizer, factor=0.5, patience=3)
    metrics = [float(f"{1 / (1 + 0.3 * min(i, 20 + i % 7)) + 0.01 * (i % 5):.6g}") for i in range(STEPS)]
    found = []
    for metric in metrics:
        schedule.step(metric)
        found.append(optimizer.param_groups[0]["lr"])
    return metrics, found


metrics, plateau_rates = plateau()
content = {
    "inputs": inputs.flatten().tolist(),
    "labels": labels.tolist(),
    "start": [p.flatten().tolist() for p in start],
    "optimizers": optimizers,
    "schedules": {
        "step": rates(lambda o: schedules.StepLR(o, 30, gamma=0.5)),
        "multiStep": rates(lambda o: schedules.MultiStepLR(o, [20, 50, 51], gamma=0.3)),
        "exponential": rates(lambda o: schedules.ExponentialLR(o, 0.97)),
        "polynomial": rates(lambda o: schedules.PolynomialLR(o, 80, power=1.5)),
        "cosine": rates(lambda o: schedules.CosineAnnealingLR(o, 100, eta_min=0.05)),
        "oneCycle": rates(lambda o: schedules.OneCycleLR(o, 1.0, total_steps=STEPS + 1)),
        "warmUp": rates(lambda o: schedules.SequentialLR(
            o, [schedules.LinearLR(o, 0.1, 1.0, total_iters=10), schedules.ExponentialLR(o, 0.95)],
            milestones=[10])),
    },
    "metrics": metrics,
    "plateau": plateau_rates,
}
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(json.dumps(content, separators=(",", ":")) + "\n")
print(f"{TARGET}: {TARGET.stat().st_size} bytes")
