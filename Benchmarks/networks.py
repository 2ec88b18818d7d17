"""Whole networks for pytorch.py: forward passes and training steps, by PyTorch in three ways and,
forward, by ONNX Runtime."""

import io

import torch
from torch import nn
from torch.nn import functional

from efficientnet_lite_pytorch import EfficientNet


class LocalNet(nn.Sequential):
    """AlexNet as published: two groups, local response norm; not torchvision's."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(inplace=True),
            nn.LocalResponseNorm(5, 1e-4, 0.75), nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(inplace=True),
            nn.LocalResponseNorm(5, 1e-4, 0.75), nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2), nn.Flatten(),
            nn.Linear(9216, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5),
            nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5),
            nn.Linear(4096, 1000))


class Inception(nn.Module):
    def __init__(self, inputs, a, b1, b2, c1, c2, d):
        super().__init__()

        def conv(i, o, k):
            return nn.Sequential(nn.Conv2d(i, o, k, padding=k // 2), nn.ReLU(inplace=True))

        self.branches = nn.ModuleList([
            conv(inputs, a, 1), nn.Sequential(conv(inputs, b1, 1), conv(b1, b2, 3)),
            nn.Sequential(conv(inputs, c1, 1), conv(c1, c2, 5)),
            nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(inputs, d, 1))])

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


class GoogLeNet(nn.Sequential):
    """As published, with local response norm and without the auxiliary heads."""

    def __init__(self):
        pool = lambda: nn.MaxPool2d(3, 2, ceil_mode=True)
        super().__init__(
            nn.Conv2d(3, 64, 7, stride=2, padding=3), nn.ReLU(inplace=True), pool(),
            nn.LocalResponseNorm(5, 1e-4, 0.75),
            nn.Conv2d(64, 64, 1), nn.ReLU(inplace=True),
            nn.Conv2d(64, 192, 3, padding=1), nn.ReLU(inplace=True),
            nn.LocalResponseNorm(5, 1e-4, 0.75), pool(),
            Inception(192, 64, 96, 128, 16, 32, 32), Inception(256, 128, 128, 192, 32, 96, 64),
            pool(),
            Inception(480, 192, 96, 208, 16, 48, 64), Inception(512, 160, 112, 224, 24, 64, 64),
            Inception(512, 128, 128, 256, 24, 64, 64), Inception(512, 112, 144, 288, 32, 64, 64),
            Inception(528, 256, 160, 320, 32, 128, 128), pool(),
            Inception(832, 256, 160, 320, 32, 128, 128), Inception(832, 384, 192, 384, 48, 128, 128),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.4), nn.Linear(1024, 1000))


def vgg19():
    layers, inputs = [], 3
    for outputs, count in ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4)):
        for _ in range(count):
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(inplace=True)]
            inputs = outputs
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5),
        nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(4096, 1000))


class Bottleneck(nn.Module):
    """Of ResNet-50, with the stride in the 3x3 convolution."""

    def __init__(self, inputs, width, stride):
        super().__init__()

        def conv(i, o, k, s=1):
            return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, bias=False), nn.BatchNorm2d(o))

        self.body = nn.Sequential(
            conv(inputs, width, 1), nn.ReLU(inplace=True), conv(width, width, 3, stride),
            nn.ReLU(inplace=True), conv(width, 4 * width, 1))
        plain = inputs == 4 * width and stride == 1
        self.shortcut = nn.Identity() if plain else conv(inputs, 4 * width, 1, stride)

    def forward(self, x):
        return functional.relu(self.body(x) + self.shortcut(x))


def resnet50():
    layers = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for width, count in ((64, 3), (128, 4), (256, 6), (512, 3)):
        for block in range(count):
            layers.append(Bottleneck(inputs, width, 2 if block == 0 and width > 64 else 1))
            inputs = 4 * width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000))


class Block(nn.Module):
    """Of the ResNets for CIFAR, with the paper's shortcut without parameters (option A)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.extra = outputs - inputs

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        if self.extra:
            before = self.extra // 2
            x = functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, before, self.extra - before))
        return functional.relu(y + x)


def cifar_resnet20():
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    inputs = 16
    for outputs in (16, 32, 64):
        for block in range(3):
            layers.append(Block(inputs, outputs, 2 if block == 0 and outputs > 16 else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


# Name, how it is made, the shape of a batch.
NETWORKS = {
    "alexnet": (LocalNet, (8, 3, 227, 227)),
    "vgg19": (vgg19, (8, 3, 224, 224)),
    "googlenet": (GoogLeNet, (8, 3, 224, 224)),
    "resnet50": (resnet50, (8, 3, 224, 224)),
    "efficientnet-lite0": (lambda: EfficientNet.from_name("efficientnet-lite0"), (8, 3, 224, 224)),
    "resnet20-cifar": (cifar_resnet20, (128, 3, 32, 32)),
}
WAYS = {"nchw": ("nchw",), "channels-last": ("channels-last",), "compiled": ("compiled",)}


def prepared(name, way):
    make, shape = NETWORKS[name]
    torch.manual_seed(1)
    layout = torch.contiguous_format if way == "nchw" else torch.channels_last
    x = (torch.rand(*shape) * 2 - 1).contiguous(memory_format=layout)
    return make().to(memory_format=layout), x


def forward(name):
    def workload(way):
        model, x = prepared(name, way)
        model.eval()
        run = torch.compile(model) if way == "compiled" else model

        def step():
            with torch.inference_mode():
                run(x)

        return step

    return workload


def training(name):
    def workload(way):
        model, x = prepared(name, way)
        model.train()
        labels = torch.arange(x.shape[0]) % 10
        optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9, fused=True)
        run = torch.compile(model) if way == "compiled" else model

        def step():
            optimizer.zero_grad()
            functional.cross_entropy(run(x), labels).backward()
            optimizer.step()

        return step

    return workload


def onnxruntime_forward(name, threads):
    """The same network by ONNX Runtime, exported by PyTorch."""
    import onnxruntime

    model, x = prepared(name, "nchw")
    file = io.BytesIO()
    torch.onnx.export(model.eval(), (x,), file, dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        file.getvalue(), options, providers=["CPUExecutionProvider"])
    given = {session.get_inputs()[0].name: x.numpy()}
    return lambda: session.run(None, given)


WORKLOADS = {name: (forward(name), WAYS) for name in NETWORKS}
WORKLOADS.update({f"{name}-training": (training(name), WAYS) for name in NETWORKS})
