import ShinsoTensor

extension NetworkView {
  /// An output of the network or of a layer, of which it is asked what it depends on.
  public enum Unit: Sendable, Hashable {
    /// The score of a class before softmax.
    case score(ofClass: Int)
    /// One map of a layer `[N, C, H, W]`, or one element of a layer `[N, C]`.
    case layer(String, Int)
  }

  /// What of a map counts.
  enum Reading {
    case strongest, average
  }

  /// A function from an input `[1, C, H, W]` to a unit's value.
  ///
  /// - Throws: `InputError` for a unit that the network does not have.
  func value(of unit: Unit, reading: Reading) throws -> (Tensor) -> Tensor {
    switch unit {
    case .score(let number):
      try network.checkNamesClasses()
      let graph = graph
      return { graph($0).flattened(from: 1).sliced(axis: 1, from: number, to: number + 1).sum() }
    case .layer(let name, let number):
      let count = try unitCount(of: name)
      guard (0..<count).contains(number) else {
        throw InputError("--unit \(number)", "\(name) has \(count) units, 0 to \(count - 1)")
      }
      let part = try part(endingAt: name)
      return { x in
        let map = part(x).sliced(axis: 1, from: number, to: number + 1)
        return reading == .strongest ? map.max() : map.mean()
      }
    }
  }

  /// The maps of a layer, or the numbers that it gives.
  ///
  /// - Throws: `InputError` for a layer that the network does not have, or one that gives neither.
  public func unitCount(of layer: String) throws -> Int {
    let part = try part(endingAt: layer)
    let shape = part.spec(of: part.outputs[0].value).shape
    if shape.rank == 2 || shape.rank == 4 { return shape[1] }
    throw InputError("--layer \(layer)", "gives \(shape), neither maps nor numbers; name another")
  }

  /// What a unit is called.
  public func name(of unit: Unit) -> String {
    switch unit {
    case .score(let number): network.classNames[number]
    case .layer(let layer, let number): "\(layer) \(number)"
    }
  }

  /// The unit of a layer that a picture excites most.
  ///
  /// - Throws: `InputError` for a layer that the network does not have.
  public func strongestUnit(of layer: String, for sample: Sample) throws -> Unit {
    let count = try unitCount(of: layer)
    let part = try part(endingAt: layer)
    let values = withoutGradients { part(sample.input) }.scalars(as: Float.self)
    let size = values.count / count
    let place = values.indices.max { values[$0] < values[$1] } ?? 0
    return .layer(layer, place / size)
  }
}
