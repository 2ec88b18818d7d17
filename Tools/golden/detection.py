"""Golden values of average precision: Fixtures/average-precision.json.

python Tools/golden/detection.py, with numpy. The rules are those of the development kits of PASCAL VOC
(VOCevaldet.m, VOCap.m) and of ILSVRC's detection (eval_detection.m), with their inclusive pixel
coordinates: a box of xmin = xmax is one pixel wide. The loops are the kits' own, over one image's
objects for one detection at a time, so that nothing is shared with the Swift code.
"""

import json
import pathlib

import numpy

target = (
    pathlib.Path(__file__).parents[2]
    / "Tests/ShinsoModelsTests/Fixtures/average-precision.json"
)


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0]) + 1
    height = min(a[3], b[3]) - max(a[1], b[1]) + 1
    if width <= 0 or height <= 0:
        return -1.0
    union = (
        (a[2] - a[0] + 1) * (a[3] - a[1] + 1)
        + (b[2] - b[0] + 1) * (b[3] - b[1] + 1)
        - width * height
    )
    return width * height / union


def hits(detections, objects, ilsvrc):
    """True and false positives in the order of the scores, and the number of objects."""
    order = numpy.argsort([-d["score"] for d in detections], kind="stable")
    found = {id(o): False for o in objects}
    tp, fp = [], []
    for index in order:
        detection = detections[index]
        best, match = -1.0, None
        for candidate in objects:
            if candidate["image"] != detection["image"]:
                continue
            if ilsvrc and found[id(candidate)]:
                continue
            value = overlap(detection["box"], candidate["box"])
            if ilsvrc:
                w = candidate["box"][2] - candidate["box"][0] + 1
                h = candidate["box"][3] - candidate["box"][1] + 1
                if value < min(0.5, w * h / ((w + 10) * (h + 10))):
                    continue
            if value > best:
                best, match = value, candidate
        right = wrong = 0
        if ilsvrc:
            if match is not None:
                right, found[id(match)] = 1, True
            else:
                wrong = 1
        elif best >= 0.5:
            if not match["difficult"]:
                if not found[id(match)]:
                    right, found[id(match)] = 1, True
                else:
                    wrong = 1
        else:
            wrong = 1
        tp.append(right)
        fp.append(wrong)
    return numpy.cumsum(tp), numpy.cumsum(fp), sum(not o["difficult"] for o in objects)


def average_precision(detections, objects, rule):
    tp, fp, count = hits(detections, objects, rule == "ilsvrc")
    if len(tp) == 0:
        return 0.0
    recall = tp / count
    precision = tp / numpy.maximum(tp + fp, numpy.finfo(float).eps)
    if rule == "11-point":
        total = 0.0
        for t in numpy.arange(11) / 10:
            reached = precision[recall >= t]
            total += (reached.max() if reached.size else 0.0) / 11
        return total
    recall = numpy.concatenate([[0.0], recall, [1.0]])
    precision = numpy.concatenate([[0.0], precision, [0.0]])
    for index in range(len(precision) - 2, -1, -1):
        precision[index] = max(precision[index], precision[index + 1])
    steps = numpy.where(recall[1:] != recall[:-1])[0] + 1
    return float(numpy.sum((recall[steps] - recall[steps - 1]) * precision[steps]))


def random_box(generator, low, high):
    w, h = generator.integers(low, high, 2)
    x, y = generator.integers(1, 200, 2)
    return [int(x), int(y), int(x + w), int(y + h)]


def case(seed, low, high, difficult, ties):
    generator = numpy.random.default_rng(seed)
    objects, detections = [], []
    for image in range(12):
        for _ in range(generator.integers(0, 5)):
            box = random_box(generator, low, high)
            objects.append(
                {
                    "image": image,
                    "label": int(generator.integers(3)),
                    "box": box,
                    "difficult": bool(generator.random() < difficult),
                }
            )
            # Detections near the object, some of them twice.
            for _ in range(generator.integers(0, 4)):
                spread = max((box[2] - box[0]) // 5, 2)
                moved = [int(v + generator.integers(-spread, spread + 1)) for v in box]
                moved[2] = max(moved[2], moved[0])
                moved[3] = max(moved[3], moved[1])
                detections.append({"image": image, "label": objects[-1]["label"], "box": moved})
        for _ in range(generator.integers(0, 4)):
            detections.append(
                {
                    "image": image,
                    "label": int(generator.integers(3)),
                    "box": random_box(generator, low, high),
                }
            )
    for detection in detections:
        score = generator.normal()
        detection["score"] = float(numpy.round(score, 1 if ties else 5))
    values = {
        rule: [
            average_precision(
                [d for d in detections if d["label"] == label],
                [o for o in objects if o["label"] == label],
                rule,
            )
            for label in range(3)
        ]
        for rule in ["11-point", "area", "ilsvrc"]
    }
    return {"objects": objects, "detections": detections, "values": values}


cases = [
    case(1, 30, 120, 0.0, False),
    case(2, 30, 120, 0.3, False),
    case(3, 3, 25, 0.0, False),
    case(4, 5, 60, 0.2, True),
]
# ILSVRC has no difficult objects.
for one in cases:
    if any(o["difficult"] for o in one["objects"]):
        del one["values"]["ilsvrc"]
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(cases) + "\n")
