"""Golden values of the optimizers and schedules, by PyTorch in double precision.

    python3 Tools/golden/optimizers.py            (needs torch 2.13)

Writes Tests/ShinsoNNTests/Fixtures/optimizers.json: a network of two layers, its data, the
parameters after some of 100 steps of each optimizer (with settings for which PyTorch gives similar
results in single and double precision), the learning rates of 100 steps of each schedule, and a
moving average of a network with batch normalization. LARS, which PyTorch does not have, is
implemented here from the paper.
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


def numbers(tensors):
    return [[float(f"{v:.10g}") for v in t.flatten().tolist()] for t in tensors]


RECORDED = (1, 2, 10, 50, STEPS)


def run(make, clip=None, schedule=None, before=None):
    parameters = [x.clone().requires_grad_() for x in start]
    optimizer = make(parameters)
    scheduler = schedule(optimizer) if schedule else None
    trajectory = {}
    for step in range(1, STEPS + 1):
        if before:
            before(step, parameters)
        optimizer.zero_grad()
        loss_of(parameters).backward()
        if clip:
            clip(parameters)
        optimizer.step()
        if scheduler:
            scheduler.step()
        if step in RECORDED:
            trajectory[step] = numbers(parameters)
    return trajectory


class LARS(torch.optim.Optimizer):
    """You, Gitman & Ginsburg 2017, algorithm 1."""

    def __init__(self, parameters, lr, momentum, weight_decay, trust):
        super().__init__(
            parameters, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, trust=trust))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                length, slope = p.norm(), p.grad.norm()
                decay = group["weight_decay"]
                local = group["trust"] * length / (slope + decay * length)
                velocity = self.state[p].setdefault("velocity", torch.zeros_like(p))
                velocity.mul_(group["momentum"]).add_(group["lr"] * local * (p.grad + decay * p))
                p.sub_(velocity)


def freeze_first_layer(step, parameters):
    """Frozen for the first 30 steps: bias correction must start with the parameter's first step."""
    for p in parameters[:2]:
        p.requires_grad_(step > 30)
        p.grad = None


def groups(p, lr, weight_decay):
    """The first layer has half the rate and double decay; the second layer's bias has no decay."""
    return [
        {"params": p[:2], "lr": lr / 2, "weight_decay": 2 * weight_decay},
        {"params": [p[2]], "lr": lr, "weight_decay": weight_decay},
        {"params": [p[3]], "lr": lr, "weight_decay": 0.0},
    ]


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
    "lars": run(lambda p: LARS(p, lr=2.0, momentum=0.9, weight_decay=0.01, trust=0.02)),
    "adamFrozen": run(lambda p: O.Adam(p, lr=0.02), before=freeze_first_layer),
    "adamwFrozen": run(lambda p: O.AdamW(p, lr=0.02), before=freeze_first_layer),
    "momentumGroups": run(lambda p: O.SGD(groups(p, 0.1, 0.01), momentum=0.9)),
    "adamwGroups": run(lambda p: O.AdamW(groups(p, 0.02, 0.1))),
    "momentumScheduled": run(
        lambda p: O.SGD(p, lr=0.1, momentum=0.9),
        schedule=lambda o: schedules.CosineAnnealingLR(o, 100, eta_min=0.005)),
}


class AveragedNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(4, 5)
        self.norm = torch.nn.BatchNorm2d(5)
        self.second = torch.nn.Linear(5, 3)
        with torch.no_grad():
            for p, x in zip((*self.first.parameters(), *self.second.parameters()), start):
                p.copy_(x)

    def forward(self, x):
        return self.second(self.norm(self.first(x)[:, :, None, None])[:, :, 0, 0])


def average():
    net = AveragedNet()
    averaged = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.9), use_buffers=True)
    optimizer = O.SGD(net.parameters(), lr=0.1)
    found = {}
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        F.cross_entropy(net(inputs), labels).backward()
        optimizer.step()
        averaged.update_parameters(net)
        if step in RECORDED:
            found[step] = numbers(
                [*averaged.module.parameters(),
                 averaged.module.norm.running_mean, averaged.module.norm.running_var])
    return found


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


metrics = [float(f"{1 / (1 + 0.3 * min(i, 20 + i % 7)) + 0.01 * (i % 5):.6g}") for i in range(STEPS)]


def plateau(**settings):
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = O.SGD([parameter], lr=1.0)
    schedule = schedules.ReduceLROnPlateau(optimizer, factor=0.5, patience=3, **settings)
    found = []
    for metric in metrics:
        schedule.step(metric if settings.get("mode") != "max" else -metric)
        found.append(optimizer.param_groups[0]["lr"])
    return found


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
    "average": average(),
    "metrics": metrics,
    "plateaus": {
        "plain": plateau(),
        "cooldown": plateau(cooldown=4, min_lr=0.01),
        "absolute": plateau(threshold=0.02, threshold_mode="abs"),
        "rising": plateau(mode="max", threshold=0.01, threshold_mode="abs", cooldown=2),
    },
}
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(json.dumps(content, separators=(",", ":")) + "\n")
print(f"{TARGET}: {TARGET.stat().st_size} bytes")
