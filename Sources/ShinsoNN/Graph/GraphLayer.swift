import ShinsoTensor

/// A named place in a graph: its parameters, and what it makes, for those who watch it by name.
public final class GraphLayer: Module, CountsMultiplyAdds {
  let name: String
  /// The op's name.
  package internal(set) var kind = ""
  var own: [(name: String, value: AnyObject)] = []
  /// nil: its output is only a step on the way of another op.
  var value: Graph.Value?
  var productsPerOutput = 0

  init(_ name: String) {
    self.name = name
    super.init()
  }

  public override var namedParts: [(name: String, value: AnyObject)] { own }

  public func multiplyAdds(output: Shape) -> Int { output.elementCount * productsPerOutput }

  /// Runs the hooks.
  func show(_ output: Tensor) { _ = call { output } }
}
