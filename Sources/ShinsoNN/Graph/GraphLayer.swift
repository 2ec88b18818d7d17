import ShinsoTensor

/// A named place in a graph: its parameters, and what it makes, for those who watch it by name.
public final class GraphLayer: Module, CountsMultiplyAdds {
  let name: String
  var place = Place()

  /// One value, so that reflection does not look for parts in it.
  struct Place {
    /// What summaries call it.
    var kind = ""
    var parts: [(name: String, value: AnyObject)] = []
    /// nil: its output is only a step on the way of another op.
    var value: Graph.Value?
    /// Of each element of its output.
    var multiplyAdds = 0.0
  }

  init(_ name: String) {
    self.name = name
    super.init()
  }

  public override var namedParts: [(name: String, value: AnyObject)] { place.parts }

  /// Whether running averages of batches belong to it.
  public var hasStatistics: Bool { place.parts.contains { $0.value is Buffer } }

  public func multiplyAdds(output: Shape) -> Int {
    Int((Double(output.elementCount) * place.multiplyAdds).rounded())
  }

  /// Runs the hooks.
  func show(_ output: Tensor) { _ = call { output } }
}
