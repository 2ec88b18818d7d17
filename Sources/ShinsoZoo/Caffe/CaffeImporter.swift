import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// Makes a graph of a Caffe net. Each type of layer is mapped to ops by one function, listed in
/// `CaffeImporter+Layers.swift`; a type that is not there is refused by name.
final class CaffeImporter {
  let builder = GraphBuilder()
  /// The file that error messages name.
  let file: String
  let purpose: CaffePurpose
  /// What each blob of the net is by now; a layer that works in place replaces it.
  private(set) var values: [String: Graph.Value] = [:]
  /// Blobs that only losses and measures compare something with.
  private(set) var labels: Set<String> = []
  /// What layers of their own apply a softmax to.
  private(set) var softmaxBottoms: Set<String> = []
  /// Blobs that belong to training alone, such as labels, and what is made of them.
  private var dropped: Set<String> = []
  /// How many inputs have been declared.
  var inputCount = 0
  /// Which blobs nobody has taken, and in which order they were made.
  private var open: [String: Int] = [:]
  private var madeCount = 0
  /// How many more numbers constants may hold.
  private var constantBudget = 1 << 26
  let parameters: CaffeParameters
  /// The inputs of normalizations whose scale may follow in a layer of its own.
  var normalizations: [Graph.Value: CaffeNormalization] = [:]
  /// What a net for training is trained and measured by.
  var losses: [CaffeLoss] = []
  var accuracies: [CaffeAccuracy] = []

  /// What each softmax takes, by what it makes and by what is only another form of that.
  private(set) var softmaxInputs: [Graph.Value: Graph.Value] = [:]
  /// The scores as rows, once somebody has asked for them.
  var scoreRows: Graph.Value?

  /// - Parameters:
  ///   - file: the net's, which error messages name.
  ///   - weights: the file of weights, named in errors that concern them.
  init(
    file: String, weights: String? = nil, purpose: CaffePurpose, values: CaffeParameters.Source
  ) {
    self.file = file
    self.purpose = purpose
    parameters = CaffeParameters(file: file, weights: weights, source: values)
  }

  /// The net as a graph. Throws `InputError` that names the layer, or all weights that do not fit.
  func graph(_ net: CaffeNet, unexpected: [String] = []) throws -> Graph {
    let tops = Set(net.layers.flatMap(\.tops))
    labels = Self.labels(of: net)
    softmaxBottoms = Set(net.layers.filter { $0.type == "Softmax" }.flatMap(\.bottoms))
    for layer in net.layers {
      do { try add(layer, tops) } catch let error as OpError {
        throw refusal(layer, error.problem)
      }
    }
    try parameters.finish(net, unexpected: unexpected)
    let outputs = self.outputs
    guard !outputs.isEmpty else {
      throw InputError(
        file, purpose.isTraining ? "the net has no loss" : "the net makes nothing from its input")
    }
    return builder.build(outputs: outputs)
  }

  private static func labels(of net: CaffeNet) -> Set<String> {
    var (labels, others): (Set<String>, Set<String>) = ([], [])
    for layer in net.layers {
      let kept = takesLabels.contains(layer.type) ? 1 : layer.bottoms.count
      others.formUnion(layer.bottoms.prefix(kept))
      labels.formUnion(layer.bottoms.dropFirst(kept))
    }
    return labels.subtracting(others)
  }

  /// What stands at the ends of the net: the blobs that nobody takes, or what losses compare.
  var outputs: [(name: String, value: Graph.Value)] {
    if purpose.isTraining {
      return losses.map { ($0.name, $0.prediction) }
        + losses.compactMap { loss in loss.target.map { (loss.name, $0) } }
        + accuracies.map { ($0.name, $0.prediction) }
    }
    return open.sorted { $0.value < $1.value }
      .compactMap { name, _ in values[name].map { (name, $0) } }
  }

  /// Notes what a softmax takes.
  func noteSoftmax(of x: Graph.Value, as value: Graph.Value) { softmaxInputs[value] = x }

  private func add(_ layer: CaffeLayer, _ tops: Set<String>) throws {
    guard let map = Self.maps[layer.type] else {
      throw InputError(
        file,
        "layer \(quoted(layer.name)) is of the type \(quoted(layer.type)), which is not known")
    }
    if let problem = layer.problem { throw problem }
    let layer = withoutLabels(layer)
    guard let bottoms = try bottoms(of: layer) else {
      dropped.formUnion(layer.tops)
      return
    }
    try require(
      !bottoms.isEmpty || Self.inputTypes.contains(layer.type), layer, "has no bottom")
    let made = try map(self)(layer, bottoms)
    if let kind = Self.kinds[layer.type] { builder.kind(kind, ofLayer: layer.name) }
    if Self.keepsClasses.contains(layer.type), let scores = softmaxInputs[bottoms[0]] {
      for value in made { noteSoftmax(of: scores, as: value) }
    }
    // A loss that nobody needs in use leaves what it would take.
    if !made.isEmpty || layer.tops.isEmpty { for name in layer.bottoms { open[name] = nil } }
    guard made.count <= layer.tops.count else { throw refusal(layer, "has too few tops") }
    for (top, value) in zip(layer.tops, made) {
      values[top] = value
      builder.name(value, as: top)
      open[top] = madeCount
      madeCount += 1
    }
    dropped.formUnion(layer.tops.dropFirst(made.count))
    if let value = made.first, !tops.contains(layer.name) { builder.name(value, as: layer.name) }
  }

  /// An input layer without the tops that are labels.
  private func withoutLabels(_ layer: CaffeLayer) -> CaffeLayer {
    guard layer.type == "Input", layer.tops.contains(where: labels.contains) else { return layer }
    let kept = layer.tops.indices.filter { !labels.contains(layer.tops[$0]) }
    let shapes = layer.parameter.inputParam.shape
    var inputs = layer
    inputs.parameter.top = kept.map { layer.tops[$0] }
    if shapes.count == layer.tops.count {
      inputs.parameter.inputParam.shape = kept.map { shapes[$0] }
    }
    dropped.formUnion(labels.intersection(layer.tops))
    return inputs
  }

  /// nil: the layer belongs to training alone, because it takes labels.
  private func bottoms(of layer: CaffeLayer) throws -> [Graph.Value]? {
    var bottoms: [Graph.Value] = []
    for name in layer.bottoms {
      if let value = values[name] {
        bottoms.append(value)
      } else if !dropped.contains(name) {
        throw refusal(layer, "takes \(quoted(name)), which no layer before it makes")
      } else if !Self.takesLabels.contains(layer.type) || bottoms.isEmpty {
        return nil
      }
    }
    return bottoms
  }

  // MARK: For the maps

  func spec(_ value: Graph.Value) -> TensorSpec { builder.spec(of: value) }
  func shape(_ value: Graph.Value) -> Shape { builder.spec(of: value).shape }

  /// Appends an op that makes one thing.
  func add(
    _ layer: CaffeLayer, _ op: some Op, _ inputs: Graph.Value...
  ) throws(OpError) -> Graph.Value {
    try builder.add(layer.name, op, inputs)[0]
  }

  /// A number for each channel, the same for all.
  func constant(_ value: Double, _ shape: Shape, _ layer: CaffeLayer) throws -> Graph.Value {
    constantBudget -= shape.elementCount
    try require(constantBudget >= 0, layer, "has more channels than memory can hold")
    return builder.constant("", .full(value, shape: shape))
  }

  func refusal(_ layer: CaffeLayer, _ problem: String) -> InputError {
    layer.refusal(problem, file: file)
  }

  func require(
    _ condition: Bool, _ layer: CaffeLayer, _ problem: @autoclosure () -> String
  ) throws {
    if !condition { throw refusal(layer, problem()) }
  }

  /// The only bottom.
  func one(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> Graph.Value {
    try require(bottoms.count == 1, layer, "takes one bottom, not \(bottoms.count)")
    return bottoms[0]
  }

  /// An axis of a value counted from the front.
  func axis(_ axis: Int32, of value: Graph.Value, _ layer: CaffeLayer) throws -> Int {
    guard let axis = shape(value).normalized(axis: Int(axis)) else {
      throw refusal(layer, "its bottom \(shape(value)) has no axis \(axis)")
    }
    return axis
  }
}
