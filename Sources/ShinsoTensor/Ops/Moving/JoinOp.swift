/// Convolutions and other tensors `[N, C, H, W]` joined along channels, as an Inception block ends.
/// Without a tape, convolutions write their results where they belong, and nothing is copied.
///
/// The inputs of the parts follow each other.
public struct JoinOp: Op {
  public enum Part: Sendable, Hashable {
    case tensor
    case convolution(Conv2dOp, hasBias: Bool)

    fileprivate var inputNames: [String] {
      switch self {
      case .tensor: ["input"]
      case .convolution(let op, let hasBias): op.inputNames.dropLast(hasBias ? 0 : 1)
      }
    }
  }

  public var parts: [Part]

  public init(parts: [Part]) { self.parts = parts }

  public var name: OpName { "join" }
  public var inputNames: [String] {
    parts.enumerated().flatMap { index, part in part.inputNames.map { "\($0) of part \(index)" } }
  }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    var results: [TensorSpec] = []
    for (part, inputs) in zip(parts, byPart(inputs)) { results += try part.outputs(for: inputs) }
    for (index, result) in results.enumerated() {
      try requireRank(4, result, "part \(index)", "[N, C, H, W]")
    }
    do {
      return try ConcatenateOp(axis: 1).outputs(for: results)
    } catch {
      throw OpError(name, error.problem)
    }
  }

  public func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    zip(parts, byPart(inputs)).reduce(0) { sum, part in
      guard case (.convolution(let op, _), let inputs) = part else { return sum }
      let own = outputs[0].shape.replacing(axis: 1, with: inputs[1].shape[0])
      return sum + op.multiplyAdds(inputs, [TensorSpec(shape: own)])
    }
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    if !context.isRecording {
      return [
        backend.join(
          zip(parts, byPart(inputs)).map { part, inputs in
            switch part {
            case .tensor: .tensor(inputs[0])
            case .convolution(let op, _): op.jointPart(inputs, context)
            }
          })
      ]
    }
    var results: [Tensor] = []
    for (part, (inputs, needs)) in zip(parts, zip(byPart(inputs), byPart(context.needs))) {
      guard case .convolution(let op, _) = part else {
        results.append(inputs[0])
        continue
      }
      var own = ForwardContext(needs: needs)
      results += op.forward(on: backend, inputs, &own)
      for index in 0..<Conv2dOp.savedCount {
        context.save(index < own.saved.count ? own.saved[index].tensor : nil)
      }
    }
    return [backend.concatenate(results, axis: 1)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    var (channel, saved) = (0, 0)
    var gradients: [Gradient?] = []
    for (part, (inputs, needs)) in zip(parts, zip(byPart(pass.inputs), byPart(pass.needs))) {
      // What convolutions make, their weights tell.
      let (count, kept): (Int, Int) =
        switch part {
        case .tensor: (inputs[0].shape[1], 0)
        case .convolution: (inputs[1].shape[0], Conv2dOp.savedCount)
        }
      defer { (channel, saved) = (channel + count, saved + kept) }
      guard needs.contains(true) else {
        gradients += needs.map { _ in nil }
        continue
      }
      let gradient = pass.backend.slice(pass.gradient, axis: 1, start: channel, count: count)
      guard case .convolution(let op, _) = part else {
        gradients.append(.dense(gradient))
        continue
      }
      gradients += op.backward(
        BackwardPass(
          backend: pass.backend, inputs: inputs, saved: Array(pass.saved[saved..<saved + kept]),
          gradients: [gradient], needs: needs, rules: pass.rules))
    }
    return gradients
  }

  private func byPart<Element>(_ all: [Element]) -> [[Element]] {
    var start = 0
    return parts.map { part in
      let count = part.inputNames.count
      defer { start += count }
      return Array(all[start..<start + count])
    }
  }
}

extension JoinOp.Part {
  fileprivate func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    switch self {
    case .tensor: [inputs[0]]
    case .convolution(let op, _): try op.outputs(for: inputs)
    }
  }
}
