import ShinsoTensor

extension Graph {
  /// The same network for use alone: dropout left out, normalizations and scales folded into the
  /// weights before them, residuals added and activations applied on the way to memory, convolutions
  /// that are joined written side by side. Its weights are copies where they differ.
  ///
  /// - Parameter layers: whose outputs must still be there, to be watched.
  public func optimizedForInference(keeping layers: Set<String> = []) -> Graph {
    var pass = InferencePass(content, keeping: layers)
    pass.dropDropout()
    pass.foldNormalizations()
    pass.fuseResiduals()
    pass.fuseActivations()
    pass.fuseJoins()
    let graph = Graph(pass.content.pruned)
    graph.mode = .evaluation
    return graph
  }

  /// The part of the network that a layer's output depends on, as a graph whose only output that is;
  /// nil if there is no such layer, or nothing is left of it. It has this graph's mode.
  public func ending(atLayer name: String) -> Graph? {
    value(ofLayer: name).map { ending(at: [(name, $0)]) }
  }

  /// The part of the network that its first output depends on, which it gives as a layer.
  public var endingAtFirstOutput: Graph { ending(at: [outputs[0]]) }

  /// The part of the network that some values depend on, which are its outputs. It has this graph's
  /// mode.
  package func giving(_ values: [Value]) -> Graph { ending(at: values.map { (name(of: $0), $0) }) }

  private func ending(at outputs: [(name: String, value: Value)]) -> Graph {
    var part = content
    part.outputs = outputs
    let graph = Graph(part.pruned)
    graph.mode = mode
    return graph
  }
}
