import ShinsoNN
import ShinsoTensor

/// Where in a picture a network finds a class.
public struct ClassMap: Sendable {
  /// What the map was made by.
  public enum Way: Sendable, Hashable {
    /// Class activation mapping: Zhou, Khosla, Lapedriza, Oliva & Torralba, "Learning deep features
    /// for discriminative localization", CVPR 2016, equation 2. The last maps, each weighted as the
    /// classifier weights its average.
    case weightedMaps
    /// The maps whose averages are the scores themselves: Lin, Chen & Yan, "Network in network", ICLR
    /// 2014, section 3.2.
    case classMaps
    /// For networks that end in another way, Grad-CAM: Selvaraju, Cogswell, Das, Vedantam, Parikh &
    /// Batra, ICCV 2017, equations 1 and 2. The last maps, each weighted by the average of the score's
    /// derivative by it, and what of the sum is positive. Where the maps are averaged, both are the
    /// same but for a factor (section 3.1 there).
    case gradients
  }

  /// `[H, W]`, of the size of the last maps; positive where the class is found.
  public let values: Tensor
  public let way: Way
}

extension NetworkView {
  /// - Throws: `InputError` for a network that does not name classes, or has no maps.
  public func classMap(ofClass number: Int, for sample: Sample) throws -> ClassMap {
    try classMap(ofClass: number, at: sample.input)
  }

  func classMap(ofClass number: Int, at input: Tensor) throws -> ClassMap {
    try network.checkNamesClasses()
    guard let end = averagedMaps else { return try gradientMap(ofClass: number, at: input) }
    let maps = withoutGradients { graph.giving([end.value])([input])[0] }
    return withoutGradients {
      guard let weight = end.weight else {
        let map = maps.sliced(axis: 1, from: number, to: number + 1)
        return ClassMap(values: map.squeezed(1).squeezed(0), way: .classMaps)
      }
      let row = weight.reshaped([weight.shape[0], -1]).sliced(axis: 0, from: number, to: number + 1)
      let sum = (maps * row.reshaped([1, -1, 1, 1])).sum(axes: 1)
      return ClassMap(values: sum.squeezed(0), way: .weightedMaps)
    }
  }

  /// Grad-CAM.
  func gradientMap(ofClass number: Int, at input: Tensor) throws -> ClassMap {
    let last = graph.nodes.last { node in
      let shape = graph.spec(of: node.outputs[0]).shape
      return shape.rank == 4 && shape[2] * shape[3] > 1
    }
    guard let last else { throw InputError(network.name, "has no convolutions, so no class maps") }
    let outputs = graph.giving([last.outputs[0], graph.outputs[0].value])([input.watched()])
    let score = outputs[1].flattened(from: 1).sliced(axis: 1, from: number, to: number + 1).sum()
    let slope = gradients(of: score, withRespectTo: outputs[0])
    return withoutGradients {
      let sum = (outputs[0] * slope.mean(axes: 2, 3, keepingAxes: true)).sum(axes: 1)
      return ClassMap(values: relu(sum).squeezed(0), way: .gradients)
    }
  }

  /// The maps whose averages the scores are made of, and by what weights `[classes, C]`; no weights if
  /// the averages are the scores. nil: the network ends in another way.
  private var averagedMaps: (value: Graph.Value, weight: Tensor?)? {
    var makers: [Graph.Value: Graph.Node] = [:]
    for node in graph.nodes { for output in node.outputs { makers[output] = node } }
    var value = graph.outputs[0].value
    var weight: Tensor?
    while let node = makers[value] {
      let input = graph.spec(of: node.inputs[0]).shape
      switch node.op {
      case is FlattenOp, is ReshapeOp, is SqueezeOp, is UnsqueezeOp, is DropoutOp: break
      case let op as any EpilogueOp where input.dropFirst(2).allSatisfy { $0 == 1 }:
        guard weight == nil, !op.hasResidual, op.activation == .none,
          let stored = graph.storedTensor(of: node.inputs[1]),
          stored.elementCount == stored.shape[0] * input[1]
        else { return nil }
        weight = stored
      case is GlobalAveragePool2dOp: return (node.inputs[0], weight)
      case is AdaptiveAveragePool2dOp, is AveragePool2dOp, is ReduceOp:
        let output = graph.spec(of: node.outputs[0]).shape
        let isAverage = (node.op as? ReduceOp).map { $0.reduction == .mean } ?? true
        let isWhole = output.elementCount == input[0] * input[1]
        return isAverage && isWhole && input.rank == 4 ? (node.inputs[0], weight) : nil
      default: return nil
      }
      value = node.inputs[0]
    }
    return nil
  }
}
