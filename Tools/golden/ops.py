"""Golden values of the ops: outputs and gradients by PyTorch in double precision.

    python3 Tools/golden/ops.py            (needs torch 2.13)

Writes Tests/ShinsoTensorTests/Fixtures/ops.json: one case per line, tensors as shape and
row-major values, inputs rounded to three decimals, "inf" and "nan" as strings. `seeds` are the
gradients from which the backward pass starts, one for each floating-point output.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoTensorTests/Fixtures/ops.json"
cases = []


def normal(*shape):
    return torch.randn(shape).double().round(decimals=3)


def uniform(*shape, low, high):
    return (torch.rand(shape).double() * (high - low) + low).round(decimals=3)


def tensor(x):
    if x is None:
        return None
    values = x.detach().flatten().tolist()
    if not x.dtype.is_floating_point:
        dtype = "bool" if x.dtype == torch.bool else "int64"
        return {"shape": list(x.shape), "dtype": dtype, "values": [int(v) for v in values]}
    values = [float(f"{v:.12g}") if math.isfinite(v) else str(v) for v in values]
    return {"shape": list(x.shape), "dtype": "float64", "values": values}


def case(name, function, *inputs, fixed=()):
    """Records one call. `fixed`: positions of inputs without a gradient."""
    inputs = [x.clone() for x in inputs]
    watched = [
        x.requires_grad_() for i, x in enumerate(inputs)
        if x.dtype.is_floating_point and i not in fixed
    ]
    outputs = function(*inputs)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    floats = [y for y in outputs if y.dtype.is_floating_point and y.requires_grad]
    seeds = [normal(*y.shape) for y in floats]
    gradients = [None] * len(inputs)
    if floats:
        found = torch.autograd.grad(floats, watched, seeds, allow_unused=True)
        by_id = {id(x): g for x, g in zip(watched, found)}
        gradients = [by_id.get(id(x)) for x in inputs]
    cases.append({
        "name": name,
        "inputs": [tensor(x) for x in inputs],
        "outputs": [tensor(y) for y in outputs],
        "seeds": [tensor(s) for s in seeds],
        "gradients": [tensor(g) for g in gradients],
    })


def elementwise():
    x = normal(3, 7)
    case("scaleShift", lambda x: (2 * x - 3, 1 - x, -x, x / 4, 2 / x), uniform(2, 5, low=0.5, high=2))
    for name, function in [
        ("exp", torch.exp), ("abs", torch.abs), ("square", torch.square),
        ("sigmoid", torch.sigmoid), ("tanh", torch.tanh), ("relu", F.relu), ("relu6", F.relu6),
    ]:
        case(name, function, x * 4)
    for name, function in [
        ("log", torch.log), ("sqrt", torch.sqrt), ("reciprocal", torch.reciprocal),
    ]:
        case(name, function, uniform(3, 7, low=0.1, high=4))
    for name, function in [
        ("add", torch.add), ("subtract", torch.sub), ("multiply", torch.mul),
        ("divide", torch.div), ("maximum", torch.maximum), ("minimum", torch.minimum),
    ]:
        a, b = uniform(2, 3, 4, low=-2, high=2), uniform(3, 1, low=0.5, high=3)
        case(name, function, a, b)
    ties = torch.tensor([1.0, 2.0, 3.0]).double(), torch.tensor([1.0, 1.0, 4.0]).double()
    case("maximum/ties", torch.maximum, *ties)


def hard_sigmoid(x):
    """F.hardsigmoid, whose backward pass multiplies by 1/6 in single precision."""
    return torch.where(x.abs() < 3, x / 6 + 0.5, (x > 0).double())


FUNCTIONS = [
    ("sin", torch.sin), ("cos", torch.cos), ("erf", torch.erf), ("floor", torch.floor),
    ("ceil", torch.ceil), ("round", torch.round), ("sign", torch.sign), ("gelu", F.gelu),
    ("gelu/approximate", lambda x: F.gelu(x, approximate="tanh")), ("silu", F.silu),
    ("hardSigmoid", hard_sigmoid), ("hardSwish", F.hardswish), ("softplus", F.softplus),
    ("leakyRelu", lambda x: F.leaky_relu(x, 0.2)), ("elu", lambda x: F.elu(x, 0.7)),
    ("clamp", lambda x: x.clamp(-1, 2.5)), ("clamp/below", lambda x: x.clamp(min=0.5)),
]


def functions():
    x = normal(3, 7) * 2
    for name, function in FUNCTIONS:
        case(name, function, x)
    case("power", torch.pow, uniform(2, 3, 4, low=0.2, high=3), uniform(3, 1, low=-2, high=3))
    case("power/edges", torch.pow, torch.tensor([0.0, 0.0, 2.0, -2.0, 0.0]).double(),
         torch.tensor([0.0, 2.0, 0.0, 3.0, 1.0]).double(), fixed=(1,))
    case("power/number", lambda x: x ** 3, x)
    near = torch.tensor([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]).double()
    row = torch.tensor([2.0, 2.0, 2.0]).double()
    case("compare", lambda a, b: (a == b, a != b, a < b, a <= b, a > b, a >= b), near, row)
    case("where", torch.where, normal(3, 1) > 0, normal(2, 1, 4), normal(3, 4))
    case("where/number", lambda c, x: torch.where(c, x, 0.5), normal(5) > 0, normal(5))


def more():
    case("matmul/broadcast", torch.matmul, normal(2, 1, 3, 4), normal(5, 4, 2))
    case("matmul/one", torch.matmul, normal(2, 5, 3, 4), normal(4, 2))
    case("argmin", lambda x: x.argmin(1), normal(4, 5, 3))
    x = normal(2, 3, 4)
    case("variance", torch.var, x)
    case("variance/axes", lambda x: x.var((0, 2), correction=0, keepdim=True), x)
    case("norm", torch.linalg.vector_norm, x)
    case("norm/axes", lambda x: torch.linalg.vector_norm(x, dim=(0, 2)), x)
    case("norm/zero", lambda x: torch.linalg.vector_norm(x, dim=1),
         torch.tensor([[0.0, 0.0], [3.0, 4.0]]).double())
    case("prelu", F.prelu, normal(2, 3, 4), uniform(3, low=0.1, high=0.5))


def contrastive(a, b, s):
    d = F.pairwise_distance(a, b)
    return (s * d ** 2 + (1 - s) * F.relu(2 - d) ** 2).mean() / 2


def losses():
    logits, labels = normal(6, 4) * 2, torch.tensor([0, 3, 1, 1, 2, 3])
    weights = uniform(4, low=0.2, high=2)
    case("softmaxCrossEntropy/weights", lambda x, t, w: F.cross_entropy(x, t, w), logits, labels,
         weights, fixed=(2,))
    case("softmaxCrossEntropy/everything",
         lambda x, t, w: F.cross_entropy(x, t, w, label_smoothing=0.2, ignore_index=1),
         logits, labels, weights, fixed=(2,))
    case("softmaxCrossEntropy/outside",
         lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1, ignore_index=-100),
         logits, torch.tensor([0, -100, 1, -100, 2, 3]))
    x, y = normal(3, 5) * 2, normal(3, 5)
    case("meanSquaredError", F.mse_loss, x, y)
    case("meanAbsoluteError", F.l1_loss, x, y)
    case("huberLoss", lambda x, y: F.huber_loss(x, y, delta=0.7), x, y)
    case("sigmoidCrossEntropy", F.binary_cross_entropy_with_logits, x, uniform(3, 5, low=0, high=1))
    one_hot = lambda t: F.one_hot(t, 4).double()
    case("hingeLoss", lambda x, t: F.relu(1 - x * (2 * one_hot(t) - 1)).sum() / 6, logits, labels)
    case("tripletLoss", lambda a, p, n: F.triplet_margin_loss(a, p, n, margin=1.5),
         normal(5, 3), normal(5, 3), normal(5, 3))
    same = torch.tensor([1.0, 0, 0, 1, 0]).double()

    case("contrastiveLoss", contrastive, normal(5, 3), normal(5, 3), same, fixed=(2,))
    case("klDivergence", lambda x, t: F.kl_div(x, t, reduction="batchmean"),
         F.log_softmax(normal(3, 4), -1).round(decimals=3),
         torch.tensor([[0.5, 0.25, 0.25, 0], [0, 1, 0, 0], [0.1, 0.2, 0.3, 0.4]]).double(), fixed=(1,))
    case("oneHot", lambda t: one_hot(t), torch.tensor([[0, 3], [2, 1]]))


def reductions():
    x = normal(2, 3, 4, 5)
    case("sum", torch.sum, x)
    case("sum/axes", lambda x: x.sum((0, 2)), x)
    case("mean/keeping", lambda x: x.mean((1, 3), keepdim=True), x)
    case("max/axis", lambda x: x.amax(2), x)
    case("min/axes", lambda x: x.amin((0, 3), keepdim=True), x)
    case("max/ties", lambda x: x.amax(1), torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]).double())
    case("argmax", lambda x: x.argmax(1), normal(4, 5, 3))


def moving():
    x = normal(2, 3, 4)
    case("reshape", lambda x: x.reshape(4, -1), x)
    case("flatten", lambda x: x.flatten(1), x)
    case("unsqueeze", lambda x: x.unsqueeze(1), x)
    case("squeeze", lambda x: x.squeeze(1), normal(2, 1, 3))
    case("permute", lambda x: x.permute(2, 0, 1), x)
    case("transpose", lambda x: x.transpose(0, -1), x)
    case("slice/first", lambda x: x[1:3], normal(4, 3))
    case("slice/inner", lambda x: x[:, 1:, :], x)
    case("broadcast", lambda x: x.expand(4, 2, 3, 5), normal(2, 1, 5))
    case("concatenate", lambda *xs: torch.cat(xs, 1), normal(2, 1, 3), normal(2, 4, 3), normal(2, 2, 3))


def products():
    case("matmul", torch.matmul, normal(3, 4), normal(4, 5))
    case("matmul/batched", torch.matmul, normal(2, 3, 4), normal(2, 4, 5))
    case("matmul/transposed", lambda a, b: a.mT @ b.mT, normal(2, 4, 3), normal(2, 5, 4))
    case("linear", F.linear, normal(3, 6), normal(4, 6), normal(4))
    case("linear/rank3", lambda x, w, b: F.relu(F.linear(x, w, b)), normal(2, 3, 5), normal(4, 5), normal(4))
    case("embedding", F.embedding, torch.tensor([[1, 4, 1], [0, 2, 1]]), normal(6, 3))


def pictures():
    case("conv2d", F.conv2d, normal(2, 3, 6, 7), normal(4, 3, 3, 3), normal(4))
    case("conv2d/relu6", lambda x, w, b: F.relu6(2 * F.conv2d(x, w, b, padding=1)),
         normal(1, 2, 5, 5), normal(3, 2, 3, 3), normal(3))
    case("conv2d/stride", lambda x, w: F.conv2d(x, w, stride=(2, 1), padding=(2, 1), dilation=(1, 2)),
         normal(1, 2, 7, 8), normal(3, 2, 3, 3))
    case("conv2d/groups", lambda x, w, b: F.conv2d(x, w, b, groups=2, padding=1),
         normal(2, 4, 5, 4), normal(6, 2, 3, 2), normal(6))
    case("conv2d/depthwise", lambda x, w: F.conv2d(x, w, groups=8, stride=2, padding=1),
         normal(1, 8, 6, 6), normal(8, 1, 3, 3))
    case("maxPool2d", lambda x: F.max_pool2d(x, 2), normal(2, 3, 6, 8))
    case("maxPool2d/ceil", lambda x: F.max_pool2d(x, 3, stride=2, padding=1, ceil_mode=True),
         normal(1, 2, 6, 7))
    case("averagePool2d", lambda x: F.avg_pool2d(x, 2), normal(2, 3, 4, 6))
    case("averagePool2d/ceil", lambda x: F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True),
         normal(1, 2, 6, 7))
    case("averagePool2d/withoutPadding",
         lambda x: F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
         normal(1, 2, 6, 7))
    case("globalAveragePool2d", lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1), normal(2, 3, 4, 5))


def normalization():
    def training(x, gamma, beta):
        mean = x.mean((0, 2, 3))
        variance = x.var((0, 2, 3), unbiased=False)
        y = F.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-3)
        return y, mean.detach(), variance.detach()

    x, gamma, beta = normal(3, 4, 2, 3), uniform(4, low=0.5, high=2), normal(4)
    case("batchNorm/training", training, x, gamma, beta)
    case("batchNorm/relu", lambda *i: F.relu(training(*i)[0]), x, gamma, beta)
    case("batchNorm/inference",
         lambda x, g, b, m, v: F.batch_norm(x, m, v, g, b, training=False, eps=1e-5),
         x, gamma, beta, normal(4), uniform(4, low=0.5, high=2), fixed=(3, 4))
    case("normalize", lambda x: F.normalize(x, dim=1), normal(3, 4, 2))
    case("softmax", lambda x: F.softmax(x, -1), normal(3, 5) * 3)
    case("softmax/axis", lambda x: F.softmax(x, 1), normal(2, 4, 3) * 3)
    case("logSoftmax", lambda x: F.log_softmax(x, -1), normal(3, 5) * 3)
    case("softmaxCrossEntropy", F.cross_entropy, normal(4, 6) * 3, torch.tensor([0, 5, 2, 2]))


def recurrence():
    def lstm(x, h0, c0, weight_input, weight_hidden, bias):
        y, h, c = torch._VF.lstm(
            x, (h0[None], c0[None]), (weight_input, weight_hidden, bias, torch.zeros_like(bias)),
            True, 1, 0.0, True, False, False)
        return y, h[0], c[0]

    inputs = (normal(4, 2, 3), normal(2, 5), normal(2, 5), normal(20, 3), normal(20, 5), normal(20))
    case("lstm", lstm, *inputs)


def along():
    x = normal(3, 4, 5)
    case("flip", lambda x: x.flip(0, 2), x)
    case("tile", lambda x: x.tile(2, 1, 3), x)
    case("pad", lambda x: F.pad(x, (1, 2, 0, 3), value=1.5), x)
    case("pad/reflect", lambda x: F.pad(x, (2, 3), mode="reflect"), x)
    case("pad/edge", lambda x: F.pad(x, (2, 1), mode="replicate"), x)
    case("pad/wrap", lambda x: F.pad(x, (2, 3), mode="circular"), x)
    case("pad/negative", lambda x: F.pad(x, (-1, 2, -2, -1)), x)
    picture = normal(2, 3, 5, 4)
    case("resize/nearest", lambda x: F.interpolate(x, (8, 3)), picture)
    case("resize/linear", lambda x: F.interpolate(x, (8, 7), mode="bilinear"), picture)
    case("resize/corners", lambda x: F.interpolate(x, (9, 3), mode="bilinear", align_corners=True), picture)
    case("resize/cubic", lambda x: F.interpolate(x, (9, 3), mode="bicubic"), picture)
    case("cumulativeSum", lambda x: x.cumsum(1), x)
    case("topK", lambda x: x.topk(3, 1), x)
    case("topK/smallest", lambda x: x.topk(2, -1, largest=False), x)
    case("maxWithIndices", lambda x: tuple(x.max(1)), x)
    case("minWithIndices", lambda x: tuple(x.min(0)), x)
    case("indexSelect", lambda x, i: x.index_select(1, i), x, torch.tensor([3, 0, 3, 1, 1]))
    index = torch.randint(0, 4, (3, 6, 5))
    case("gather", lambda x, i: x.gather(1, i), x, index)
    case("scatterAdd", lambda x, i, v: x.scatter_add(1, i, v), x, index, normal(3, 6, 5))
    case("split", lambda x: x.split([1, 3, 1], 2), x)
    case("stack", lambda a, b: torch.stack([a, b], 1), normal(2, 3), normal(2, 3))
    case("unfold", lambda x: F.unfold(x, (3, 2), dilation=(1, 2), padding=(1, 0), stride=(2, 1)), picture)


def contrast(x, n, deviation):
    g = torch.exp(-(torch.arange(n).double() - n // 2) ** 2 / (2 * deviation ** 2))
    kernel = (g[:, None] * g[None])[None, None]
    weight = F.conv2d(torch.ones(1, 1, *x.shape[2:]).double(), kernel, padding=n // 2)
    mean = lambda y: F.conv2d(y.mean(1, keepdim=True), kernel, padding=n // 2) / weight
    v = x - mean(x)
    s = (mean(v ** 2) + 1e-6).sqrt()
    return v / torch.maximum(s, s.mean((1, 2, 3), keepdim=True))


def more_pictures():
    case("convTranspose2d", lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1,
         output_padding=1), normal(2, 3, 4, 5), normal(3, 4, 3, 3), normal(4))
    case("convTranspose2d/groups", lambda x, w: F.conv_transpose2d(x, w, groups=2, dilation=2),
         normal(1, 4, 3, 3), normal(4, 3, 2, 3))
    case("conv1d", lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=1, dilation=2),
         normal(2, 3, 9), normal(4, 3, 3), normal(4))
    case("convTranspose1d", lambda x, w, b: F.conv_transpose1d(x, w, b, stride=3, padding=1),
         normal(2, 3, 5), normal(3, 2, 4), normal(2))
    x = normal(2, 3, 7, 5)
    case("adaptiveAveragePool2d", lambda x: F.adaptive_avg_pool2d(x, (3, 2)), x)
    case("adaptiveMaxPool2d", lambda x: F.adaptive_max_pool2d(x, (3, 2)), x)
    case("adaptiveMaxPool2d/even", lambda x: F.adaptive_max_pool2d(x, (2, 3)), normal(2, 3, 4, 6))
    case("globalMaxPool2d", lambda x: x.amax((2, 3)), x)
    case("spatialPyramidPool2d", lambda x: torch.cat(
        [F.adaptive_max_pool2d(x, n).flatten(1) for n in (3, 2, 1)], 1), x)
    case("l2Pool2d", lambda x: F.lp_pool2d(x, 2, 3, stride=2), x)
    case("locallyConnected2d", lambda x, w, b: (torch.einsum(
        "lok,nkl->nol", w, F.unfold(x, 3, padding=1, stride=2)).reshape(2, 4, 4, 3) + b),
        x, normal(12, 4, 27), normal(4, 4, 3))
    case("localResponseNorm", lambda x: F.local_response_norm(x, 5, alpha=0.5, beta=0.75, k=2),
         normal(2, 9, 3, 2))
    case("localResponseNorm/even", lambda x: F.local_response_norm(x, 4, alpha=0.5, k=1), normal(2, 6, 3))
    case("localResponseNorm/within", lambda x: x * (1 + 0.5 * F.avg_pool2d(
        x ** 2, 3, stride=1, padding=1)) ** -0.75, x)

    case("localContrastNorm", lambda x: contrast(x, 5, 1.2), x)
    gamma, beta = uniform(6, low=0.5, high=2), normal(6)
    case("groupNorm", lambda x, g, b: F.group_norm(x, 3, g, b), normal(2, 6, 3, 2), gamma, beta)
    case("instanceNorm", lambda x, g, b: F.instance_norm(x, weight=g, bias=b), normal(2, 6, 3, 2), gamma, beta)
    case("layerNorm", lambda x, g, b: F.layer_norm(x, (6,), g, b), normal(2, 3, 6), gamma, beta)
    case("layerNorm/plain", lambda x: F.layer_norm(x, (3, 6), eps=1e-3), normal(2, 3, 6))


def more_recurrence():
    def gru(x, h, wi, wh, bi, bh):
        return torch._VF.gru(x, h[None], (wi, wh, bi, bh), True, 1, 0.0, True, False, False)[0]
    inputs = (normal(4, 2, 3), normal(2, 5), normal(15, 3), normal(15, 5), normal(15), normal(15))
    case("gru", gru, *inputs)

    def paper(x, h, wi, wh, bi, bh):
        ys = []
        for step in x:
            a, b = F.linear(step, wi, bi), F.linear(h, wh[:10], bh[:10])
            r, z = torch.sigmoid(a[:, :10] + b).chunk(2, 1)
            n = torch.tanh(a[:, 10:] + F.linear(r * h, wh[10:], bh[10:]))
            h = (1 - z) * n + z * h
            ys.append(h)
        return torch.stack(ys)
    case("gru/resetsBefore", paper, *inputs)
    for name, function in [("tanh", torch._VF.rnn_tanh), ("relu", torch._VF.rnn_relu)]:
        def rnn(x, h, wi, wh, b, function=function):
            return function(x, h[None], (wi, wh, b, torch.zeros_like(b)), True, 1, 0.0, True, False, False)[0]
        case(f"elman/{name}", rnn, normal(4, 2, 3), normal(2, 5), normal(5, 3), normal(5, 5) / 2, normal(5))


def given(*values):
    return torch.tensor(values).double()


INF, NAN = math.inf, math.nan


def shapes_of_losses():
    """One element, sizes that do not fill a block, and the edge cases of the formulas."""
    for n, c in [(1, 1), (3, 17)]:
        x, y = normal(n, c) * 2, normal(n, c)
        size = f"{n}x{c}"
        case(f"meanSquaredError/{size}", F.mse_loss, x, y)
        case(f"meanAbsoluteError/{size}", F.l1_loss, x, y)
        case(f"huberLoss/{size}", F.huber_loss, x, y)
        case(f"sigmoidCrossEntropy/{size}", F.binary_cross_entropy_with_logits, x * 5,
             uniform(n, c, low=0, high=1), fixed=(1,))
        labels = torch.randint(0, c, (n,))
        case(f"hingeLoss/{size}", lambda x, t: F.relu(
            1 - x * (2 * F.one_hot(t, c).double() - 1)).sum() / n, x, labels)
        case(f"tripletLoss/{size}", F.triplet_margin_loss, x, y, normal(n, c))
        case(f"contrastiveLoss/{size}", contrastive, x / 3, y / 3,
             torch.randint(0, 2, (n,)).double(), fixed=(2,))
        p = F.softmax(normal(n, c), -1).round(decimals=3)
        case(f"klDivergence/{size}", lambda x, t: F.kl_div(x, t, reduction="batchmean"),
             F.log_softmax(x, -1).round(decimals=3), p, fixed=(1,))
        case(f"softmaxCrossEntropy/{size}", lambda x, t, w: F.cross_entropy(
            x, t, w, label_smoothing=0.3, ignore_index=2), x, labels, uniform(c, low=0.2, high=2),
            fixed=(2,))
        case(f"oneHot/{size}", lambda t: F.one_hot(t, c).double(), labels)
    x = given(1, -2, 0.5, 3)
    case("meanAbsoluteError/ties", F.l1_loss, x, given(1, -2, 1, 1))
    case("huberLoss/corner", F.huber_loss, x, given(0, -2, 1.5, 4))
    case("hingeLoss/corner", lambda x, t: F.relu(
        1 - x * (2 * F.one_hot(t, 2).double() - 1)).sum() / 2,
        given([1, -1], [3, -3]), torch.tensor([0, 1]))
    case("sigmoidCrossEntropy/far", F.binary_cross_entropy_with_logits,
         given(-800, 800, -50, 50, 0), given(1, 0, 0, 1, 0.5), fixed=(1,))
    case("tripletLoss/inactive", F.triplet_margin_loss, given([0, 1]), given([0, 1.5]),
         given([9, 9]))


def shapes_of_elementwise():
    for shape in [(3, 5), (2, 16, 3), (1, 3, 2, 1, 2)]:
        case(f"prelu/{len(shape)}", F.prelu, normal(*shape), uniform(shape[1], low=-0.2, high=2))
    case("prelu/one", F.prelu, normal(2, 3, 4), uniform(1, low=0.1, high=0.5))
    case("prelu/zero", F.prelu, given([0, 1, -1], [-2, 0, 3]), given(0.5, -0.5, 2))
    x = given(-6, -3, -1, 0, 0.5, 1, 2.5, 3, 6)
    for name, function in FUNCTIONS + [
        ("abs", torch.abs), ("relu", F.relu), ("relu6", F.relu6),
    ]:
        case(f"{name}/corners", function, x)
    bases = given(-2, -1, -0.5, 0, 0.5, 1, 2, INF, -INF, NAN)
    for exponent in [-2, -1, -0.5, 0, 0.5, 1, 2, 3, INF, -INF, NAN]:
        case(f"power/edges/{float(exponent)}", torch.pow, bases, given(exponent), fixed=(1,))
    case("power/exponents", torch.pow, given(2, 0, 0, 0.5, INF, -2, 1), given(
        -1, 2, 0, 3, 2, 2, 5), fixed=(0,))


def edges_of_reductions():
    x = normal(2, 3, 5)
    for correction in [0, 1]:
        for axes in [(0,), (-1,), (1, -1), (0, 1, 2)]:
            name = "variance/" + ",".join(map(str, axes)) + f"/{correction}"
            case(name, lambda x: x.var(axes, correction=correction), x)
    x = given([1, NAN, 3], [2, 2, -INF], [NAN, NAN, INF])
    for name, function in [("max", torch.amax), ("min", torch.amin)]:
        case(f"{name}/nan", lambda x: function(x, 1), x)
        case(f"{name}/nan/all", lambda x: function(x, (0, 1)), x)
    case("argmax/nan", lambda x: x.argmax(1), x)
    case("argmin/nan", lambda x: x.argmin(1), x)
    x = normal(3, 4, 2)
    case("argmax/last", lambda x: x.argmax(-1), x)
    case("argmin/last", lambda x: x.argmin(-1), x)
    ties = given([1, 3, 3], [2, 2, 2], [5, 0, 0])
    case("argmin/ties", lambda x: x.argmin(1), ties)
    for axis in [-1, -2, 0]:
        case(f"maxWithIndices/{axis}", lambda x: tuple(x.max(axis)), x)
        case(f"minWithIndices/{axis}", lambda x: tuple(x.min(axis)), x)
    case("maxWithIndices/ties", lambda x: tuple(x.max(1)), ties)
    case("minWithIndices/ties", lambda x: tuple(x.min(1)), ties)
    x = normal(2, 4, 3)
    case("logSoftmax/axis", lambda x: F.log_softmax(x * 3, 1), x)
    case("logSoftmax/first", lambda x: F.log_softmax(x * 3, 0), x)
    case("cumulativeSum/exclusive", lambda x: x.cumsum(1) - x, x)
    case("cumulativeSum/reversed", lambda x: x.flip(1).cumsum(1).flip(1), x)
    case("cumulativeSum/both", lambda x: x.flip(-1).cumsum(-1).flip(-1) - x, x)


def infinite_logits():
    x = given([1, -INF, 2], [-INF, -INF, 0.5], [1, 2, 3])
    labels = torch.tensor([0, 2, 1])
    case("softmax/infinite", lambda x: F.softmax(x, -1), x)
    case("logSoftmax/infinite", lambda x: F.log_softmax(x, -1), x)
    case("softmaxCrossEntropy/infinite", F.cross_entropy, x, labels)
    case("softmaxCrossEntropy/impossible", F.cross_entropy, x, torch.tensor([1, 2, 1]))
    case("softmaxCrossEntropy/ignored", lambda x, t: F.cross_entropy(x, t, ignore_index=1), given(
        [-INF, 1, 2], [1, 2, 3]), torch.tensor([1, 0]))
    for name, row in [("nan", [1, NAN, 2]), ("positive", [1, INF, 2]), ("negative", [-INF] * 3)]:
        rows = given(row, [1, 2, 3])
        case(f"softmax/{name}", lambda x: F.softmax(x, -1), rows)
        case(f"logSoftmax/{name}", lambda x: F.log_softmax(x, -1), rows)
        case(f"softmaxCrossEntropy/{name}", F.cross_entropy, rows, torch.tensor([0, 2]))


def cropped(y, top, left, bottom, right):
    """The padding of a transposed convolution, separately for each side."""
    return y[:, :, top:y.shape[2] - bottom, left:y.shape[3] - right]


def windows():
    x = normal(2, 4, 7, 6)
    case("conv2d/dilatedStride", lambda x, w, b: F.conv2d(
        x, w, b, stride=(3, 1), dilation=(2, 1), padding=(2, 0)), x, normal(3, 4, 3, 2), normal(3))
    case("conv2d/asymmetric", lambda x, w, b: F.conv2d(F.pad(x, (0, 3, 2, 1)), w, b, stride=2),
         x, normal(3, 4, 3, 3), normal(3))
    case("conv2d/asymmetricGroups", lambda x, w: F.conv2d(
        F.pad(x, (2, 0, 0, 1)), w, groups=2, stride=(1, 2), dilation=(2, 1)),
        x, normal(6, 2, 3, 3))
    case("convTranspose2d/dilation", lambda x, w, b: F.conv_transpose2d(
        x, w, b, stride=(1, 2), padding=(1, 2), output_padding=(2, 1), dilation=(3, 2)),
        normal(2, 3, 4, 3), normal(3, 2, 3, 2), normal(2))
    case("convTranspose2d/asymmetric", lambda x, w: cropped(
        F.conv_transpose2d(x, w, stride=2, groups=2), 1, 0, 0, 2), normal(1, 4, 3, 4),
        normal(4, 3, 3, 3))
    x = normal(2, 4, 9)
    case("conv1d/groups", lambda x, w, b: F.conv1d(
        F.pad(x, (3, 1)), w, b, stride=2, dilation=2, groups=2), x, normal(6, 2, 3), normal(6))
    case("conv1d/one", F.conv1d, normal(1, 1, 1), normal(1, 1, 1))
    case("convTranspose1d/groups", lambda x, w, b: F.conv_transpose1d(
        x, w, b, stride=2, padding=1, output_padding=2, dilation=3, groups=2),
        x, normal(4, 3, 2), normal(6))
    case("convTranspose1d/asymmetric", lambda x, w: cropped(F.conv_transpose2d(
        x[:, :, None], w[:, :, None], stride=(1, 2)), 0, 2, 0, 1).squeeze(2), x, normal(4, 3, 4))
    x = normal(2, 3, 7, 5)
    for name, stride, padding in [("stride", (3, 1), 0), ("padding", 1, (1, 2)), ("plain", 1, 0)]:
        kernel = (3, 2) if name == "padding" else 2
        columns = F.unfold(x, kernel, padding=padding, stride=stride)
        pads = (padding, padding) if isinstance(padding, int) else padding
        size = F.max_pool2d(F.pad(x, (pads[1],) * 2 + (pads[0],) * 2), kernel, stride).shape[2:]
        case(f"locallyConnected2d/{name}", lambda x, w, b: torch.einsum(
            "lok,nkl->nol", w, F.unfold(x, kernel, padding=padding, stride=stride)
            ).reshape(2, 4, *size) + b,
            x, normal(columns.shape[2], 4, columns.shape[1]), normal(4, *size))
    for n, deviation, shape in [(3, 0.8, (1, 1, 4, 3)), (7, 2, (2, 2, 3, 8)), (9, 1.591, (1, 16, 5, 6))]:
        case(f"localContrastNorm/{n}", lambda x: contrast(x, n, deviation), normal(*shape))
    x = normal(2, 3, 5, 4)
    for n in [1, 2, 4]:
        side = (n // 2, (n - 1) // 2)
        case(f"localResponseNorm/within/{n}", lambda x: x * (2 + 0.7 * F.avg_pool2d(
            F.pad(x ** 2, side + side), n, stride=1)) ** -0.75, x)


def pools():
    """Pooling of an image padded by hand. As in Caffe and PyTorch, a last window that would start
    after the image and its leading padding is left out."""
    def pool(function, x, kernel, stride, padding, fill, ceil):
        top, left, bottom, right = padding
        y = function(F.pad(x, (left, right, top, bottom), value=fill), kernel, stride, ceil)
        rows, columns = (
            sum(i * step < size + before for i in range(count)) if ceil else count
            for count, step, size, before in zip(y.shape[2:], stride, x.shape[2:], (top, left)))
        return y[:, :, :rows, :columns]

    def maximum(x, kernel, stride, ceil):
        return F.max_pool2d(x, kernel, stride, ceil_mode=ceil)

    def average(x, kernel, stride, ceil):
        return F.avg_pool2d(x, kernel, stride, ceil_mode=ceil)

    def total(x, kernel, stride, ceil):
        return F.avg_pool2d(x, kernel, stride, ceil_mode=ceil, divisor_override=1)

    def length(x, kernel, stride, ceil):
        """Zero for a window of zeros, where the square root has no derivative."""
        squares = total(x ** 2, kernel, stride, ceil)
        return torch.where(squares > 0, squares.clamp(min=1e-30).sqrt(), 0)

    for name, shape, kernel, stride, padding in [
        ("asymmetric", (1, 2, 6, 7), (3, 3), (2, 2), (0, 1, 2, 0)),
        ("dropped", (1, 2, 5, 6), (2, 3), (2, 3), (1, 2, 1, 1)),
        ("droppedBehind", (2, 1, 5, 4), (3, 3), (3, 2), (1, 0, 2, 2)),
        ("wide", (1, 3, 4, 9), (2, 3), (3, 4), (0, 0, 1, 2)),
    ]:
        x = normal(*shape)
        x[:, :, :, -2:] = 0
        x[:, :, :2] = x[:, :, :2].round()
        for ceil in [False, True]:
            suffix = name + ("/ceil" if ceil else "")
            options = kernel, stride, padding
            case(f"maxPool2d/{suffix}", lambda x: pool(maximum, x, *options, -INF, ceil), x)
            case(f"averagePool2d/{suffix}", lambda x: pool(average, x, *options, 0, ceil), x)
            case(f"averagePool2d/withoutPadding/{suffix}", lambda x: pool(
                total, x, *options, 0, ceil) / pool(
                total, torch.ones_like(x), *options, 0, ceil), x)
            case(f"l2Pool2d/{suffix}", lambda x: pool(length, x, *options, 0, ceil), x)
    for h, w, rows, columns in [(5, 7, 3, 3), (4, 6, 2, 3), (3, 2, 5, 4), (1, 9, 1, 4), (7, 7, 7, 1)]:
        name = f"{h}x{w}to{rows}x{columns}"
        x = (normal(2, 3, h, w) * 2).round()
        case(f"adaptiveMaxPool2d/{name}", lambda x: F.adaptive_max_pool2d(x, (rows, columns)), x)
        case(f"adaptiveAveragePool2d/{name}", lambda x: F.adaptive_avg_pool2d(x, (rows, columns)), x)
    case("globalMaxPool2d/ties", lambda x: F.adaptive_max_pool2d(x, 1).flatten(1), x)
    case("spatialPyramidPool2d/ties", lambda x: torch.cat(
        [F.adaptive_max_pool2d(x, n).flatten(1) for n in (4, 3, 1)], 1), x)


def resizing():
    for h, w, rows, columns in [
        (6, 3, 10, 7), (1, 5, 4, 1), (7, 9, 7, 3), (3, 4, 5, 8),
        # A case in which a quotient of quotients differs from the integer that it should be.
        (14, 1, 18, 1), (1, 28, 1, 18), (1, 14, 1, 9), (21, 1, 27, 1), (1, 18, 1, 21),
    ]:
        x = normal(1, 1, h, w)
        for name, options in [
            ("nearest", dict(mode="nearest")), ("exact", dict(mode="nearest-exact")),
            ("linear", dict(mode="bilinear")),
            ("linear/corners", dict(mode="bilinear", align_corners=True)),
            ("cubic", dict(mode="bicubic")),
            ("cubic/corners", dict(mode="bicubic", align_corners=True)),
        ]:
            case(f"resize/{name}/{h}x{w}to{rows}x{columns}",
                 lambda x: F.interpolate(x, (rows, columns), **options), x)
    x = normal(1, 2, 5, 6)
    for name in ["nearest", "bilinear", "bicubic"]:
        case(f"resize/scales/{name}", lambda x: F.interpolate(
            x, scale_factor=(1.7, 0.6), mode=name, recompute_scale_factor=False), x)


def epilogues():
    case("conv2d/residual", lambda x, w, b, r: F.relu(F.conv2d(x, w, b, padding=1) + r),
         normal(2, 3, 5, 4), normal(4, 3, 3, 3), normal(4), normal(2, 4, 5, 4))
    case("conv2d/residual/silu", lambda x, w, r: F.silu(F.conv2d(x, w) + r),
         normal(2, 3, 5, 4), normal(2, 3, 2, 2), normal(2, 2, 4, 3))
    case("linear/residual", lambda x, w, b, r: torch.tanh(F.linear(x, w, b) + r),
         normal(2, 3, 5), normal(4, 5), normal(4), normal(2, 3, 4))


def local_filters():
    for name, kernel, stride, padding, size in [
        ("plain", 3, 1, 0, (5, 3)), ("stride", 2, (3, 1), 0, (2, 4)), ("padding", (3, 2), 1, (1, 2), (7, 8)),
    ]:
        window = kernel * kernel if isinstance(kernel, int) else kernel[0] * kernel[1]
        case(f"locallyConnectedTranspose2d/{name}", lambda y, w: F.fold(
            torch.einsum("lok,nol->nkl", w, y.flatten(2)), (7, 5), kernel, padding=padding,
            stride=stride), normal(2, 4, *size), normal(size[0] * size[1], 4, 3 * window))


torch.manual_seed(1)
for group in [elementwise, reductions, moving, products, pictures, normalization, recurrence,
              functions, losses, more, along, more_pictures, more_recurrence,
              shapes_of_losses, shapes_of_elementwise, edges_of_reductions, infinite_logits, windows,
              pools, resizing, epilogues, local_filters]:
    group()
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(f"[\n{lines}\n]\n")
print(f"{TARGET}: {len(cases)} cases, {TARGET.stat().st_size} bytes")
