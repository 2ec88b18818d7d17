"""Golden values of vision networks: torchvision's where it has them, else the paper's built from torch.nn.

    python3 Tools/golden/networks.py [NAME ...]       (needs torch 2.13 and torchvision 0.28)

Writes Tests/ShinsoZooTests/Fixtures/networks/NAME.json for each: the names and shapes of all weights
(where Shinso has torchvision's names, their digest alone), and an excerpt of some outputs in evaluation mode (the stated number of values, equally spaced in
row-major order). Weights and input come from a formula of name and index, so that no file of weights is
needed; the weights are scaled by their number of inputs, so that activations stay near 1. Heads are
computed in evaluation mode as well.
"""

import hashlib
import json
import math
import pathlib
import sys

import numpy as np
import torch
import torchvision
from torch import nn

FOLDER = pathlib.Path(__file__).parents[2] / "Tests/ShinsoZooTests/Fixtures/networks"


def spread(name, count):
    """Values spread over -1...1: murmur3's finalizer on the index and FNV-1a of the name."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 & 0xFFFFFFFF
    h = np.arange(count, dtype=np.uint32) ^ np.uint32(seed)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return (h / 2.0**31 - 1).astype(np.float32)


def value(name, shape):
    x = spread(name, math.prod(shape))
    leaf = name.rsplit(".", 1)[1]
    if leaf == "weight" and len(shape) > 1:
        x = x * np.float32(math.sqrt(6 / math.prod(shape[1:])))
    elif leaf == "weight":
        # Residual blocks would double their input.
        mean = 0.3 if name.startswith("layer") and (".bn2." in name or ".bn3." in name) else 1
        x = np.float32(mean) + np.float32(0.1) * x
    elif leaf == "running_var":
        x = 1 + np.float32(0.2) * x
    else:
        x = np.float32(0.1) * x
    return torch.from_numpy(x.reshape(shape))


def excerpt(x, count):
    flat = x.detach().flatten()
    count = min(count, flat.numel())
    step = flat.numel() // count
    shape = list(x.shape)
    # Maps of one pixel have no height and width in Shinso.
    shape = shape[:2] if shape[2:] == [1, 1] else shape
    return {"shape": shape, "values": [float(f"{v:.7g}") for v in flat[::step][:count].tolist()]}


class Named(nn.Module):
    """Layers one after the other, under Shinso's names."""

    def __init__(self, layers):
        super().__init__()
        self.order = layers
        for name, layer in layers:
            self.add_module(name, layer)

    def forward(self, x):
        for _, layer in self.order:
            x = layer(x)
        return x


class Rectified(nn.Module):
    """A layer with weights and its relu, under one name."""

    def __init__(self, layer):
        super().__init__()
        self.weight, self.bias = layer.weight, layer.bias
        self.layer = [layer]

    def forward(self, x):
        return torch.relu(self.layer[0](x))


def conv(*arguments, **options):
    return Rectified(nn.Conv2d(*arguments, **options))


def pool(kind=nn.MaxPool2d):
    return kind(3, 2, ceil_mode=True)


def hidden(inputs, classes):
    return [
        ("flatten", nn.Flatten()), ("fc6", Rectified(nn.Linear(inputs, 4096))),
        ("fc7", Rectified(nn.Linear(4096, 4096))), ("fc8", nn.Linear(4096, classes)),
    ]


def norm():
    # Divides alpha by the size, as Caffe does.
    return nn.LocalResponseNorm(5, 1e-4, 0.75, 1)


def alexnet(pools_first):
    def reduced(number):
        pair = [(f"norm{number}", norm()), (f"pool{number}", pool())]
        return pair[::-1] if pools_first else pair

    return Named([
        ("conv1", conv(3, 96, 11, 4)), *reduced(1), ("conv2", conv(96, 256, 5, 1, 2, groups=2)),
        *reduced(2), ("conv3", conv(256, 384, 3, 1, 1)), ("conv4", conv(384, 384, 3, 1, 1, groups=2)),
        ("conv5", conv(384, 256, 3, 1, 1, groups=2)), ("pool5", pool()), *hidden(256 * 36, 1000),
    ])


def nin_cifar():
    return Named([
        ("conv1", conv(3, 192, 5, 1, 2)), ("cccp1", conv(192, 160, 1)), ("cccp2", conv(160, 96, 1)),
        ("pool1", pool()), ("conv2", conv(96, 192, 5, 1, 2)), ("cccp3", conv(192, 192, 1)),
        ("cccp4", conv(192, 192, 1)), ("pool2", pool(nn.AvgPool2d)), ("conv3", conv(192, 192, 3, 1, 1)),
        ("cccp5", conv(192, 192, 1)), ("cccp6", conv(192, 10, 1)), ("pool3", nn.AvgPool2d(8)),
        ("flatten", nn.Flatten()),
    ])


def nin_imagenet():
    return Named([
        ("conv1", conv(3, 96, 11, 4)), ("cccp1", conv(96, 96, 1)), ("cccp2", conv(96, 96, 1)),
        ("pool1", pool()), ("conv2", conv(96, 256, 5, 1, 2)), ("cccp3", conv(256, 256, 1)),
        ("cccp4", conv(256, 256, 1)), ("pool2", pool()), ("conv3", conv(256, 384, 3, 1, 1)),
        ("cccp5", conv(384, 384, 1)), ("cccp6", conv(384, 384, 1)), ("pool3", pool()),
        ("conv4", conv(384, 1024, 3, 1, 1)), ("cccp7", conv(1024, 1024, 1)),
        ("cccp8", conv(1024, 1000, 1)), ("pool4", nn.AvgPool2d(6)), ("flatten", nn.Flatten()),
    ])


class Pyramid(nn.Module):
    def forward(self, x):
        return torch.cat([nn.functional.adaptive_max_pool2d(x, n).flatten(1) for n in (6, 3, 2, 1)], 1)


def sppnet():
    return Named([
        ("conv1", conv(3, 96, 7, 2, 1)), ("norm1", norm()), ("pool1", pool()),
        ("conv2", conv(96, 256, 5, 2, 1)), ("norm2", norm()), ("pool2", pool()),
        ("conv3", conv(256, 384, 3, 1, 1)), ("conv4", conv(384, 384, 3, 1, 1)),
        ("conv5", conv(384, 256, 3, 1, 1)), ("spp", Pyramid()), *hidden(256 * 50, 1000),
    ])


class Inception(nn.Module):
    def __init__(self, inputs, one, three_in, three, five_in, five, pooled):
        super().__init__()
        self.branch1 = conv(inputs, one, 1)
        self.branch2 = nn.Sequential(conv(inputs, three_in, 1), conv(three_in, three, 3, 1, 1))
        self.branch3 = nn.Sequential(conv(inputs, five_in, 1), conv(five_in, five, 5, 1, 2))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(inputs, pooled, 1))

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.children()], 1)


def head(inputs):
    return Named([
        ("pool", nn.AvgPool2d(5, 3)), ("conv", conv(inputs, 128, 1)), ("flatten", nn.Flatten()),
        ("fc1", Rectified(nn.Linear(2048, 1024))), ("fc2", nn.Linear(1024, 1000)),
    ])


def googlenet():
    net = Named([
        ("conv1", conv(3, 64, 7, 2, 3)), ("pool1", pool()), ("norm1", norm()),
        ("conv2", conv(64, 64, 1)), ("conv3", conv(64, 192, 3, 1, 1)), ("norm2", norm()),
        ("pool2", pool()), ("inception3a", Inception(192, 64, 96, 128, 16, 32, 32)),
        ("inception3b", Inception(256, 128, 128, 192, 32, 96, 64)), ("pool3", pool()),
        ("inception4a", Inception(480, 192, 96, 208, 16, 48, 64)),
        ("inception4b", Inception(512, 160, 112, 224, 24, 64, 64)),
        ("inception4c", Inception(512, 128, 128, 256, 24, 64, 64)),
        ("inception4d", Inception(512, 112, 144, 288, 32, 64, 64)),
        ("inception4e", Inception(528, 256, 160, 320, 32, 128, 128)), ("pool4", pool()),
        ("inception5a", Inception(832, 256, 160, 320, 32, 128, 128)),
        ("inception5b", Inception(832, 384, 192, 384, 48, 128, 128)),
        ("pool5", nn.AvgPool2d(7)), ("flatten", nn.Flatten()), ("fc", nn.Linear(1024, 1000)),
    ])
    net.aux1, net.aux2 = head(512), head(528)
    return net


GOOGLENET_HEADS = {"aux1": "inception4a", "aux2": "inception4d"}
# Shinso's names; torchvision's, which are others in Shinso; torchvision's, which are Shinso's as well.
OWN, THEIRS, SAME = "own", "torchvision", "same"
# Inputs of a size at which response normalization matters.
SCALES = {OWN: 50, THEIRS: 1, SAME: 1}


def all_cnn():
    return Named([
        ("conv1", conv(3, 96, 3, 1, 1)), ("conv2", conv(96, 96, 3, 1, 1)),
        ("conv3", conv(96, 96, 3, 2, 1)), ("conv4", conv(96, 192, 3, 1, 1)),
        ("conv5", conv(192, 192, 3, 1, 1)), ("conv6", conv(192, 192, 3, 2, 1)),
        ("conv7", conv(192, 192, 3)), ("conv8", conv(192, 192, 1)), ("conv9", conv(192, 10, 1)),
        ("pool", nn.AvgPool2d(6)), ("flatten", nn.Flatten()),
    ])


def torchvisions(name, **options):
    return getattr(torchvision.models, name)(weights=None, **options)


def resnet50_v1():
    """The paper's: the stride is in the first 1×1 convolution of a block."""
    net = torchvisions("resnet50")
    for stage in [net.layer2, net.layer3, net.layer4]:
        stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    return net


def residual(depth, variant=None, make=None):
    blocks = {f"layer{stage}.0": f"layer{stage}.0" for stage in range(1, 5)}
    return (f"resnet{depth}", variant, SAME, make or (lambda: torchvisions(f"resnet{depth}")),
            (2, 3, 64, 96), blocks, {})


# Name: network, variant, whose names, reference, input (None: names alone), names of modules in the
# reference and in Shinso, and the heads with what they look at.
CASES = {
    "alexnet": ("alexnet", "caffe", OWN, lambda: alexnet(False), (1, 3, 227, 227),
                {"norm1": "norm1", "conv5": "conv5", "fc7": "fc7"}, {}),
    "caffenet": ("alexnet", "caffenet", OWN, lambda: alexnet(True), (1, 3, 227, 227),
                 {"norm2": "norm2", "fc7": "fc7"}, {}),
    "alexnet-torchvision": ("alexnet", "torchvision", THEIRS, lambda: torchvisions("alexnet"),
                            (1, 3, 224, 224), {"features.12": "pool5", "classifier.5": "fc7"}, {}),
    "nin": ("nin", "cifar", OWN, nin_cifar, (2, 3, 32, 32), {"pool2": "pool2", "cccp5": "cccp5"}, {}),
    "nin-imagenet": ("nin", "imagenet", OWN, nin_imagenet, (1, 3, 224, 224), {"cccp7": "cccp7"}, {}),
    "vgg16": ("vgg16", "torchvision", THEIRS, lambda: torchvisions("vgg16"), (1, 3, 224, 224),
              {"features.1": "conv1_1", "features.30": "pool5", "classifier.4": "fc7"}, {}),
    "vgg16-norm": ("vgg16", "norm", THEIRS, lambda: torchvisions("vgg16_bn"), None, {}, {}),
    "vgg19": ("vgg19", "torchvision", THEIRS, lambda: torchvisions("vgg19"), None, {}, {}),
    "vgg19-norm": ("vgg19", "norm", THEIRS, lambda: torchvisions("vgg19_bn"), (1, 3, 224, 224),
                   {"features.2": "bn1_1", "features.52": "pool5", "classifier.4": "fc7"}, {}),
    "googlenet": ("googlenet", "caffe", OWN, googlenet, (1, 3, 224, 224),
                  {"norm2": "norm2", "inception3a": "inception3a", "pool5": "pool5"}, GOOGLENET_HEADS),
    "googlenet-torchvision": ("googlenet", "torchvision", THEIRS,
                              lambda: torchvisions("googlenet", init_weights=False, aux_logits=True),
                              (1, 3, 224, 224), {"inception3a": "inception3a", "avgpool": "pool5"},
                              GOOGLENET_HEADS),
    "inception-v3": ("inception-v3", None, THEIRS,
                     lambda: torchvisions("inception_v3", init_weights=False), (1, 3, 299, 299),
                     {"Mixed_5b": "Mixed_5b", "Mixed_7a": "Mixed_7a", "avgpool": "avgpool"},
                     {"AuxLogits": "Mixed_6e"}),
    "sppnet": ("sppnet", None, OWN, sppnet, (1, 3, 180, 224), {"conv5": "conv5", "spp": "spp"}, {}),
    "all-cnn": ("all-cnn", None, OWN, all_cnn, (2, 3, 32, 32), {"conv3": "conv3", "conv8": "conv8"}, {}),
    "resnet18": residual(18), "resnet34": residual(34), "resnet50": residual(50, "v1.5"),
    "resnet50-v1": residual(50, "v1", resnet50_v1), "resnet101": residual(101, "v1.5"),
    "resnet152": residual(152, "v1.5"),
    "squeezenet": ("squeezenet", "v1.1", THEIRS, lambda: torchvisions("squeezenet1_1"), (2, 3, 64, 75),
                   {"features.3": "fire2", "features.12": "fire9"}, {}),
    "squeezenet-v1.0": ("squeezenet", "v1.0", THEIRS, lambda: torchvisions("squeezenet1_0"),
                        (2, 3, 64, 75), {"features.3": "fire2", "features.12": "fire9"}, {}),
    "densenet121": ("densenet121", None, SAME, lambda: torchvisions("densenet121"), (2, 3, 64, 96),
                    {name: name for name in ["features.transition2", "features.denseblock4"]}, {}),
    "mobilenet-v2": ("mobilenet-v2", None, THEIRS, lambda: torchvisions("mobilenet_v2"),
                     (2, 3, 64, 75), {"features.0": "stem", "features.18": "head"}, {}),
}


def write(case):
    network, variant, names, make, shape, wanted, heads = CASES[case]
    net = make().eval()
    state = net.state_dict()
    counters = [name for name in state if name.endswith("num_batches_tracked")]
    golden = {
        "network": network, "names": names,
        "weights": {name: list(tensor.shape) for name, tensor in state.items()},
    }
    if variant:
        golden["variant"] = variant
    if shape:
        net.load_state_dict({
            name: tensor if name in counters else value(name, tuple(tensor.shape))
            for name, tensor in state.items()})
        outputs, taps = {}, {}
        modules = dict(net.named_modules())
        for theirs, own in wanted.items():
            modules[theirs].register_forward_hook(
                lambda _, __, y, own=own: outputs.__setitem__(own, excerpt(y, 48)))
        for tap in heads.values():
            modules[tap].register_forward_hook(lambda _, __, y, tap=tap: taps.__setitem__(tap, y))
        with torch.no_grad():
            x = torch.from_numpy(spread("input", math.prod(shape)).reshape(shape))
            outputs["logits"] = excerpt(net(x * SCALES[names]), 100)
            golden["heads"] = [excerpt(modules[name](taps[tap]), 100) for name, tap in heads.items()]
        golden |= {"input": list(shape), "scale": SCALES[names], "outputs": outputs}
    FOLDER.mkdir(exist_ok=True)
    weights = sorted(golden.pop("weights").items())
    if names == SAME:
        text = "".join(f"{name} {dims}\n" for name, dims in weights if name not in counters)
        golden["digest"] = hashlib.sha256(text.encode()).hexdigest()
    lines = [f"{json.dumps(key)}: {json.dumps(part)}" for key, part in golden.items()]
    if names != SAME:
        listed = ",\n".join(f"  {json.dumps(name)}: {json.dumps(dims)}" for name, dims in weights)
        lines.append("\"weights\": {\n" + listed + "\n}")
    (FOLDER / f"{case}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    shown = golden.get("outputs", {}).get("logits", {"values": [0]})["values"]
    print(case, len(state), "weights; largest logit", max(map(abs, shown)))


for chosen in sys.argv[1:] or CASES:
    write(chosen)
