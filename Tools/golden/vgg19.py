"""fc7 of VGG-19 in Caffe's files as OpenCV computes it.

    python3 Tools/golden/vgg19.py
        (needs opencv-python-headless 4.14, numpy and 2 GB of memory)

Writes Tests/ShinsoCommandTests/Fixtures/vgg19-fc7.json. The trained file has 575 MB; here weights and
photograph come from a formula that the test repeats.
"""

import json
import pathlib

import cv2
import numpy as np

ROOT = pathlib.Path(__file__).parents[2]
BLOCKS = [(64, 2), (128, 2), (256, 4), (512, 4), (512, 4)]
MEAN = (104, 117, 124)  # BGR
HEIGHT, WIDTH = 224, 260


def pattern(count, seed):
    """Spread evenly over -1...1: Knuth's multiplicative hash of the index."""
    index = np.arange(count, dtype=np.uint64) + np.uint64(seed << 28)
    hashed = (index * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)
    hashed ^= hashed >> np.uint64(15)
    hashed = (hashed * np.uint64(2246822519)) & np.uint64(0xFFFFFFFF)
    return (hashed / 2.0**31 - 1).astype(np.float32)


def layers():
    inputs = 3
    for block, (outputs, count) in enumerate(BLOCKS, 1):
        for number in range(1, count + 1):
            yield f"conv{block}_{number}", (outputs, inputs, 3, 3)
            inputs = outputs
        yield f"pool{block}", None
    yield "fc6", (4096, 512 * 7 * 7)
    yield "fc7", (4096, 4096)
    yield "fc8", (1000, 4096)


def prototxt():
    lines = ['name: "VGG_ILSVRC_19_layers"', 'input: "data"']
    lines += [f"input_dim: {extent}" for extent in (1, 3, 224, 224)]
    bottom = "data"
    for name, shape in layers():
        if shape is None:
            kind = "type: \"Pooling\" pooling_param { pool: MAX kernel_size: 2 stride: 2 }"
        elif len(shape) == 4:
            kind = ('type: "Convolution" convolution_param '
                    f"{{ num_output: {shape[0]} pad: 1 kernel_size: 3 }}")
        else:
            kind = f'type: "InnerProduct" inner_product_param {{ num_output: {shape[0]} }}'
        lines.append(f'layer {{ bottom: "{bottom}" top: "{name}" name: "{name}" {kind} }}')
        if shape is not None and name != "fc8":
            lines.append(
                f'layer {{ bottom: "{name}" top: "{name}" name: "relu_{name}" type: "ReLU" }}')
        bottom = name
    return "\n".join(lines) + "\n"


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def blob(values, shape):
    dims = field(1, b"".join(varint(extent) for extent in shape))
    return field(7, field(5, values.tobytes()) + field(7, dims))


def caffemodel():
    parts = []
    for seed, (name, shape) in enumerate(layers()):
        if shape is None:
            continue
        count = int(np.prod(shape))
        scale = np.float32((6 / (count / shape[0])) ** 0.5)
        weight = blob(pattern(count, seed) * scale, shape)
        bias = blob(pattern(shape[0], seed + 1) * np.float32(0.1), (shape[0],))
        kind = "Convolution" if len(shape) == 4 else "InnerProduct"
        content = field(1, name.encode()) + field(2, kind.encode()) + weight + bias
        parts.append(field(100, content))
    return np.frombuffer(b"".join(parts), np.uint8)


def main():
    # A photograph whose middle is cut out; what is not noise in it changes slowly.
    y, x, channel = np.indices((HEIGHT, WIDTH, 3))
    image = ((x * 7 + y * 3 + channel * 50) // 4 % 256).astype(np.uint8)  # RGB
    left = (WIDTH - 224) // 2
    crop = image[:, left:left + 224, ::-1].astype(np.float32) - np.float32(MEAN)
    net = cv2.dnn.readNetFromCaffe(np.frombuffer(prototxt().encode(), np.uint8), caffemodel())
    net.setInput(crop.transpose(2, 0, 1)[None])
    features = net.forward("relu_fc7").flatten()
    golden = {
        "shape": [1, features.size], "maximum": float(features.max()),
        "values": [float(f"{v:.7g}") for v in features[::64]]}
    folder = ROOT / "Tests/ShinsoCommandTests/Fixtures"
    folder.mkdir(exist_ok=True)
    (folder / "vgg19-fc7.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
