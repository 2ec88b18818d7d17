/// Losses that are a line or two of other ops. Each is a scalar.

/// The mean of `(x - y)²`. PyTorch: `torch.nn.functional.mse_loss`.
public func meanSquaredError(_ x: Tensor, _ y: Tensor) -> Tensor {
  requireOneShape("meanSquaredError", x, y)
  return (x - y).square().mean()
}

/// The mean of `|x - y|`. PyTorch: `torch.nn.functional.l1_loss`.
public func meanAbsoluteError(_ x: Tensor, _ y: Tensor) -> Tensor {
  requireOneShape("meanAbsoluteError", x, y)
  return (x - y).abs().mean()
}

/// The mean of `(x - y)² / 2` up to a distance of `delta` and of `delta (|x - y| - delta / 2)` beyond.
/// Huber, Annals of Math. Statistics 35, 1964. PyTorch: `torch.nn.functional.huber_loss`.
public func huberLoss(_ x: Tensor, _ y: Tensor, delta: Double = 1) -> Tensor {
  requireOneShape("huberLoss", x, y)
  let distance = (x - y).abs()
  let near = distance.clamped(0, delta)
  return (near * (distance - near * 0.5)).mean()
}

/// The mean of `-t log σ(x) - (1 - t) log(1 - σ(x))`: logits x, targets t from 0 to 1, of one shape.
/// PyTorch: `torch.nn.functional.binary_cross_entropy_with_logits`.
public func sigmoidCrossEntropy(_ logits: Tensor, _ targets: Tensor) -> Tensor {
  requireOneShape("sigmoidCrossEntropy", logits, targets)
  return (softplus(logits) - logits * targets).mean()
}

/// One class against the rest: the sum of `max(0, 1 - s x)` over the classes, where s is 1 for the
/// label's class and -1 for others, and the mean over rows. Scores `[N, C]`, labels int64 `[N]`. As
/// Caffe's hinge loss with its norm L1. PyTorch: no equivalent.
public func hingeLoss(_ scores: Tensor, _ labels: Tensor) -> Tensor {
  stopUnless(
    scores.rank == 2 && labels.shape == [scores.shape[0]], in: "hingeLoss",
    "scores \(scores.shape) and labels \(labels.shape) must be [N, classes] and [N]")
  let signs = oneHot(labels, classes: scores.shape[1], dtype: scores.dtype) * 2 - 1
  return relu(1 - scores * signs).sum() / Double(scores.shape[0])
}

/// The mean over rows of `max(0, ‖anchor - positive‖ - ‖anchor - negative‖ + margin)`; all `[N, D]`.
/// Weinberger & Saul, JMLR 10, 2009. As in PyTorch, 1e-6 is added to each difference.
/// PyTorch: `torch.nn.functional.triplet_margin_loss`.
public func tripletLoss(
  _ anchor: Tensor, _ positive: Tensor, _ negative: Tensor, margin: Double = 1
) -> Tensor {
  requireOneShape("tripletLoss", anchor, positive, negative)
  return relu(distance(anchor, positive) - distance(anchor, negative) + margin).mean()
}

/// The mean over rows of `d² / 2` where `isSame` (`[N]`) is 1 and of `max(0, margin - d)² / 2` where it
/// is 0, d the distance of a and b, `[N, D]`. Hadsell, Chopra & LeCun, CVPR 2006.
/// PyTorch: no equivalent.
public func contrastiveLoss(
  _ a: Tensor, _ b: Tensor, isSame: Tensor, margin: Double = 1
) -> Tensor {
  requireOneShape("contrastiveLoss", a, b)
  let d = distance(a, b)
  requireOneShape("contrastiveLoss", d, isSame)
  return (isSame * d.square() + (1 - isSame) * relu(margin - d).square()).mean() * 0.5
}

/// The mean over rows of `Σ t (log t - x)`: x log-probabilities and t probabilities, `[N, C]`.
/// PyTorch: `torch.nn.functional.kl_div`.
public func klDivergence(_ logProbabilities: Tensor, _ targets: Tensor) -> Tensor {
  requireOneShape("klDivergence", logProbabilities, targets)
  stopUnless(targets.rank > 0, in: "klDivergence", "a scalar has no rows")
  // Where t is 0, so is the product, whatever the logarithm.
  let entropy = targets * targets.clamped(1e-37).log()
  return (entropy - targets * logProbabilities).sum() / Double(targets.shape[0])
}

/// Broadcast, tensors of different shapes would have a loss too, but not the one that is meant.
private func requireOneShape(_ loss: OpName, _ tensors: Tensor...) {
  stopUnless(
    tensors.allSatisfy { $0.shape == tensors[0].shape }, in: loss,
    "the shapes \(tensors.map { "\($0.shape)" }.joined(separator: " and ")) must be equal")
}

/// Euclidean distances of rows.
private func distance(_ a: Tensor, _ b: Tensor) -> Tensor {
  (a - b + 1e-6).square().sum(axes: -1).sqrt()
}
