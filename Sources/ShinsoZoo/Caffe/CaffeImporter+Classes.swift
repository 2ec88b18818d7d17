import ShinsoNN
import ShinsoTensor

extension CaffeImporter {
  /// The graph that ends with the scores of classes; nil if there is no one such end. Where the net
  /// ends with a softmax, they are what that takes; one in the middle is none of them.
  func classifier() -> Graph? { scores().map { builder.build(outputs: [("scores", $0)]) } }

  /// The graph with all outputs, of which the first is what the net is used for: the scores of its
  /// classes, if it is a classifier.
  func network() -> Graph {
    let outputs = outputs
    guard let scores = scores() else { return builder.build(outputs: outputs) }
    return builder.build(outputs: [("scores", scores)] + outputs.filter { $0.value != scores })
  }

  /// A classifier's outputs that its classes are told by, and all of them.
  var outputNames: (used: [String], all: [String]) {
    (outputs.filter { isScores($0.value) }.map(\.name), outputs.map(\.name))
  }

  private var scoresEnd: Graph.Value? {
    let outputs = outputs.map(\.value)
    let scores = Set(outputs.compactMap { softmaxInputs[$0] })
    let ends = scores.isEmpty ? outputs : Array(scores)
    return ends.count == 1 && inputCount == 1 ? ends[0] : nil
  }

  private func isScores(_ output: Graph.Value) -> Bool {
    scoresEnd.map { output == $0 || softmaxInputs[output] == $0 } ?? false
  }

  /// As `[N, classes]`.
  private func scores() -> Graph.Value? {
    if let scoreRows { return scoreRows }
    guard let end = scoresEnd else { return nil }
    let shape = shape(end)
    guard shape.rank >= 2, shape.dropFirst(2).allSatisfy({ $0 == 1 }), shape[1] > 1 else {
      return nil
    }
    scoreRows =
      shape.rank == 2 ? end : try? builder.add("scores", FlattenOp(from: 1), [end])[0]
    return scoreRows
  }
}
