import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

/// Writes a graph's ops as layers of BVLC's Caffe, one after the other.
final class CaffeEmitter {
  let graph: Graph
  private(set) var layers: [CaffeLayer] = []
  var notes: [String] = []
  /// Values that follow from stored ones alone.
  var constants: [Graph.Value: Tensor] = [:]
  private var blobs: [Graph.Value: String] = [:]
  private var used: Set<String> = []
  /// The node that is being written.
  private var layer = ""

  init(_ graph: Graph) { self.graph = graph }

  func run(_ input: ImagePreprocessing) throws {
    guard graph.inputs.count == 1, let first = graph.inputs.first, shape(first).rank == 4 else {
      throw InputError("the network", "takes no pictures alone, as what is written for Caffe must")
    }
    layer = "data"
    blobs[first] = self.input(shape(first), input)
    let rectifiers = rectifiers
    let parts = Set(rectifiers.values.flatMap(\.parts))
    for node in graph.nodes where !node.outputs.contains(where: parts.contains) {
      layer = node.name
      if let rectifier = rectifiers[node.outputs[0]] {
        blobs[node.outputs[0]] = try emit(rectifier)
        continue
      }
      if fold(node) { continue }
      for (value, blob) in zip(node.outputs, try emit(node)) { blobs[value] = blob }
    }
    // What nothing takes is an output. What something takes, too, becomes one by a copy.
    let taken = Set(layers.flatMap(\.bottoms))
    for (name, value) in graph.outputs {
      layer = name
      let blob = try blob(value)
      if taken.contains(blob) { _ = add("Power", [blob]) }
    }
    silence()
  }

  /// Tops that nothing uses, of layers with several.
  private func silence() {
    let taken = Set(layers.flatMap(\.bottoms))
    let wanted = Set(graph.outputs.compactMap { blobs[$0.value] })
    let idle = layers.filter { $0.tops.count > 1 }.flatMap(\.tops)
      .filter { !taken.contains($0) && !wanted.contains($0) }
    layer = "silence"
    if !idle.isEmpty { _ = add("Silence", idle, tops: 0) }
  }

  // MARK: For the ops

  func refusal(_ problem: String) -> InputError {
    InputError("layer \(quoted(layer))", "cannot be written for Caffe: \(problem); use .onnx")
  }

  /// Of what Caffe could hold.
  func missing(_ what: String) -> InputError {
    InputError(
      "layer \(quoted(layer))", "Shinso cannot write \(what) for Caffe yet; use .onnx")
  }

  func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
    if !condition { throw refusal(problem()) }
  }

  func shape(_ value: Graph.Value) -> Shape { graph.spec(of: value).shape }

  /// The name of what a layer made.
  func blob(_ value: Graph.Value) throws -> String {
    guard let name = blobs[value] else {
      throw refusal("it takes a stored value where Caffe's layers take what others make")
    }
    return name
  }

  /// Weights.
  func stored(_ value: Graph.Value) throws -> Tensor {
    guard let tensor = known(value), tensor.dtype == .float32 else {
      throw refusal("its weights are computed, not stored")
    }
    return tensor
  }

  /// Appends a layer. Returns the name of its first top.
  @discardableResult
  func add(
    _ type: String, _ bottoms: [String], _ suffix: String = "", tops: Int = 1,
    weights: [Tensor] = [], _ configure: (inout CaffeLayerParameter) -> Void = { _ in }
  ) -> String {
    var parameter = CaffeLayerParameter()
    parameter.name = unique(suffix.isEmpty ? layer : "\(layer)/\(suffix)")
    parameter.type = type
    parameter.bottom = bottoms
    parameter.top = (0..<tops).map { index in
      index == 0 ? parameter.name : unique("\(parameter.name)/\(index)")
    }
    configure(&parameter)
    layers.append(CaffeLayer(parameter, blobs: weights))
    return parameter.name
  }

  private func unique(_ wanted: String) -> String {
    if used.insert(wanted).inserted { return wanted }
    var number = 2
    while !used.insert("\(wanted)_\(number)").inserted { number += 1 }
    return "\(wanted)_\(number)"
  }
}
