import CKernels

extension CPUBackend {
  func softmax(_ x: Tensor, logarithmic: Bool) -> Tensor {
    let source = x.storage.plainMemory
    return rowwise(x.shape) { y, start, rows, columns in
      let x = source.floats + start
      if logarithmic {
        shinso_log_softmax_forward(y, x, rows, columns)
      } else {
        shinso_softmax_forward(y, x, rows, columns)
      }
    }
  }

  func softmaxBackward(_ dy: Tensor, output: Tensor, logarithmic: Bool) -> Tensor {
    let gradient = dy.storage.plainMemory
    let known = output.storage.plainMemory
    return rowwise(dy.shape) { dx, start, rows, columns in
      if logarithmic {
        shinso_log_softmax_backward(
          dx, gradient.floats + start, known.floats + start, rows, columns)
      } else {
        shinso_softmax_backward(dx, gradient.floats + start, known.floats + start, rows, columns)
      }
    }
  }

  func softmaxCrossEntropy(
    _ logits: Tensor, labels: Tensor, weights: Tensor?, _ rule: CrossEntropyRule,
    wantsGradient: Bool
  ) -> (loss: Tensor, gradient: Tensor?) {
    let rows = logits.shape[0]
    let columns = logits.shape[1]
    let source = logits.storage.plainMemory
    let targets = labels.storage.plainMemory
    let target = targets.address.assumingMemoryBound(to: Int64.self)
    let classWeights = weights?.storage.plainMemory
    let losses = allocate(byteCount: rows * 8)
    let logSums = losses.floats + rows
    let gradient = wantsGradient ? Tensor.uninitialized(logits.shape, .float32, on: device) : nil
    let result = gradient?.storage.plainMemory.floats
    let kernel = shinso_cross_entropy(
      class_weight: classWeights.map { UnsafePointer($0.floats) },
      ignored_label: rule.ignoredLabel.map(Int64.init) ?? .min, smoothing: Float(rule.smoothing))
    let divisor = withUnsafePointer(to: kernel) {
      rule.isMean ? shinso_cross_entropy_divisor(target, $0, rows, columns) : 1
    }
    Parallel.ranges(rows, cost: columns * 8) { range in
      let start = range.lowerBound
      var kernel = kernel
      _ = shinso_cross_entropy_forward(
        losses.floats + start, logSums + start, source.floats + start * columns, target + start,
        &kernel, range.count, columns)
      if let result {
        var one: Float = 1
        shinso_cross_entropy_backward(
          result + start * columns, source.floats + start * columns, logSums + start,
          target + start, &kernel, Float(1 / divisor), &one, 0, range.count, columns)
      }
    }
    withExtendedLifetime((targets, classWeights)) {}
    return (Tensor(Float(shinso_sum(losses.floats, rows) / divisor)), gradient)
  }

  /// `body(y, offset, rows, columns)` over pieces of rows along the last axis.
  private func rowwise(
    _ shape: Shape, _ body: (UnsafeMutablePointer<Float>, Int, Int, Int) -> Void
  ) -> Tensor {
    let columns = shape[-1]
    let y = Tensor.uninitialized(shape, .float32, on: device)
    let result = y.storage.plainMemory.floats
    Parallel.ranges(columns == 0 ? 0 : shape.elementCount / columns, cost: columns * 8) { range in
      let start = range.lowerBound * columns
      body(result + start, start, range.count, columns)
    }
    return y
  }
}
