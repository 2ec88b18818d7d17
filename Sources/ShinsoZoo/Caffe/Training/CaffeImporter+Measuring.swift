import ShinsoNN
import ShinsoTensor
import ShinsoTraining

extension CaffeImporter {
  /// The loss of a batch, and what the net is measured by: accuracies first, then the loss.
  ///
  /// - Parameter outputs: of the graph: predictions of the losses, targets, predictions of measures.
  func measure(
    _ outputs: [Tensor], _ labels: Tensor
  ) throws -> (loss: Tensor, scores: Scores) {
    var targets = outputs[losses.count...].makeIterator()
    var total: Tensor?
    for (loss, output) in zip(losses, outputs) {
      let target = loss.target == nil ? nil : targets.next()
      let value = try value(of: loss, output, target, labels)
      let weighted = loss.weight == 1 ? value : value * loss.weight
      total = total.map { $0 + weighted } ?? weighted
    }
    let count = labels.shape[0]
    var scores = Scores(samples: count)
    for (accuracy, output) in zip(accuracies, outputs.suffix(accuracies.count)) {
      let logits = try rows(output, labels, accuracy.name, ignored: accuracy.ignoredLabel)
      let value = share(of: labels, by: accuracy, in: logits)
      let metric =
        accuracy.top == 1
        ? Metric.accuracy : Metric("top\(accuracy.top)Accuracy", .higher, .percent)
      scores.add(metric, value, weight: Double(count))
    }
    let loss = total ?? Tensor(0)
    if !losses.isEmpty { scores.add(.loss, loss.detached.item(), weight: Double(count)) }
    return (loss, scores)
  }

  private func value(
    of loss: CaffeLoss, _ output: Tensor, _ target: Tensor?, _ labels: Tensor
  ) throws -> Tensor {
    let count = output.shape[0]
    guard let target else {
      let logits = try rows(output, labels, loss.name, ignored: loss.ignoredLabel)
      if case .hinge(let isSquared) = loss.kind {
        return hinge(logits, labels, isSquared: isSquared)
      }
      let rule = CrossEntropyRule(ignoredLabel: loss.ignoredLabel, isMean: false)
      let valid = labels.scalars(as: Int.self).count { $0 != loss.ignoredLabel }
      return applyOp(SoftmaxCrossEntropyOp(rule), logits, labels)
        / loss.normalization.divisor(samples: count, all: count, valid: valid)
    }
    guard target.shape == output.shape else {
      throw InputError(
        file, "layer \(loss.name) compares \(output.shape) with \(target.shape)")
    }
    switch loss.kind {
    case .euclidean: return (output - target).square().sum() / (2 * Double(count))
    case .sigmoid:
      var losses = ShinsoTensor.softplus(output) - output * target
      var valid = output.elementCount
      if let ignored = loss.ignoredLabel {
        let counted = target.scalars(as: Float.self).map {
          $0.rounded(.towardZero) == Float(ignored) ? 0 : 1 as Float
        }
        losses = losses * Tensor(counted, shape: target.shape)
        valid = counted.count { $0 == 1 }
      }
      return losses.sum()
        / loss.normalization.divisor(samples: count, all: output.elementCount, valid: valid)
    case .softmax, .hinge:
      throw InputError(file, "layer \(loss.name) needs labels of the data layer")
    }
  }

  /// max(0, 1 - score) of each sample's class and max(0, 1 + score) of the others, or their squares,
  /// by samples.
  private func hinge(_ scores: Tensor, _ labels: Tensor, isSquared: Bool) -> Tensor {
    var signs = [Float](repeating: 1, count: scores.elementCount)
    for (row, label) in labels.scalars(as: Int.self).enumerated() where label >= 0 {
      signs[row * scores.shape[1] + label] = -1
    }
    let margins = ShinsoTensor.relu(scores * Tensor(signs, shape: scores.shape) + 1)
    return (isSquared ? margins.square() : margins).sum() / Double(scores.shape[0])
  }

  /// Scores as `[N, classes]`, which labels must fit.
  private func rows(
    _ output: Tensor, _ labels: Tensor, _ layer: String, ignored: Int? = nil
  ) throws -> Tensor {
    let shape = output.shape
    guard shape.rank >= 2, shape.dropFirst(2).allSatisfy({ $0 == 1 }) else {
      throw InputError(file, "layer \(layer): \(shape) holds more than one label a sample")
    }
    guard shape[0] == labels.shape[0] else {
      throw InputError(file, "layer \(layer): \(shape) for \(counted(labels.shape[0], "label"))")
    }
    let greatest = labels.scalars(as: Int.self).filter { $0 != ignored }.max() ?? 0
    guard greatest < shape[1] else {
      throw InputError(
        file, "layer \(layer): \(counted(shape[1], "output")) for labels up to \(greatest)")
    }
    return shape.rank == 2 ? output : output.flattened(from: 1)
  }

  private func share(
    of labels: Tensor, by accuracy: CaffeAccuracy, in logits: Tensor
  ) -> Double {
    if accuracy.top == 1, accuracy.ignoredLabel == nil {
      return accuracyScores(logits, labels)[.accuracy] ?? 0
    }
    let places = logits.detached.topK(min(accuracy.top, logits.shape[1]), axis: 1).indices
    let (found, labels) = (places.scalars(as: Int.self), labels.scalars(as: Int.self))
    let width = places.shape[1]
    let hits = labels.enumerated().count { row, label in
      found[row * width..<(row + 1) * width].contains(label)
    }
    return Double(hits) / Double(max(labels.count { $0 != accuracy.ignoredLabel }, 1))
  }
}
