import ShinsoTensor

extension Graph {
  /// The same network for use alone: dropout left out, normalizations and scales folded into the
  /// weights before them, residuals added and activations applied on the way to memory. Its weights
  /// are copies where they differ.
  ///
  /// - Parameter layers: whose outputs must still be there, to be watched.
  public func optimizedForInference(keeping layers: Set<String> = []) -> Graph {
    var pass = InferencePass(content, keeping: layers)
    pass.dropDropout()
    pass.foldNormalizations()
    pass.fuseResiduals()
    pass.fuseActivations()
    let graph = Graph(pass.content.pruned)
    graph.mode = .evaluation
    return graph
  }
}
