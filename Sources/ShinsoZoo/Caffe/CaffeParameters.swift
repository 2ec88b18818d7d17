import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

/// The parameters and statistics of a graph that is made of a Caffe net: taken from the layers'
/// blobs, filled as the net says, or shared with another graph.
final class CaffeParameters {
  enum Source {
    /// The blobs of a file of weights, all of them.
    case blobs
    /// The fillers of a net that is to be trained; layers that have blobs start from these.
    case fillers
    /// No values: the net is only described.
    case shapes
    /// Those of the same layers in another graph, such as the one that is trained; the others come
    /// from fillers.
    case shared(CaffeParameters)
  }

  /// Where a value lies among a layer's blobs, for writing it back.
  struct Place {
    var layer: String
    var index: Int
    var content: Content
  }

  enum Content {
    case parameter(Parameter, isTransposed: Bool)
    /// Statistics, and the number that divides the sums which Caffe keeps of them.
    case average(Buffer, divisor: Buffer)
    case divisor(Buffer)
  }

  private enum Key: Hashable {
    case blob(layer: String, Int)
    /// The name that layers share a blob by.
    case named(String)
  }

  /// The most numbers that fillers make, four GiB of them.
  private static let limit = 1 << 30

  private let file: String
  private let netFile: String
  private let source: Source
  private(set) var places: [Place] = []
  private var taken: Set<Key> = []
  private var known: [Key: AnyObject] = [:]
  private var problems: [String] = []
  private var left = limit

  /// - Parameters:
  ///   - file: the net's, which error messages name.
  ///   - weights: the file of weights, named in what concerns these.
  init(file: String, weights: String?, source: Source) {
    self.file = weights ?? file
    netFile = file
    self.source = source
  }

  /// A layer's blob as a parameter. A problem with it is noted for `finish`.
  ///
  /// - Parameters:
  ///   - shape: that it must have; older files put axes of extent 1 before it.
  ///   - isTransposed: the two axes are exchanged in the blob.
  func parameter(
    _ layer: CaffeLayer, _ index: Int, _ role: String, _ shape: Shape,
    _ filler: CaffeFillerParameter, _ builder: GraphBuilder, isTransposed: Bool = false
  ) throws -> Graph.Value {
    let name = "\(layer.name).\(role)"
    let key = key(layer, index)
    let parameter: Parameter
    if let shared = shared(key) as? Parameter {
      parameter = shared
      if parameter.shape != shape {
        problems.append("\(name) \(shape) shares \(parameter.shape)")
      }
    } else {
      let blobShape = isTransposed ? [shape[1], shape[0]] : shape
      let value = try value(layer, index, role, blobShape, filler)
      parameter = Parameter(owning: isTransposed ? transposed(value) : value)
      parameter.rateFactor = layer.rateFactor(index)
      parameter.decayFactor = layer.decayFactor(index)
      parameter.isFrozen = parameter.rateFactor == 0
    }
    known[key] = parameter
    try place(layer, index, .parameter(parameter, isTransposed: isTransposed))
    return builder.parameter(name, parameter)
  }

  /// A normalization's mean and variance, which Caffe keeps as sums beside a number to divide by.
  ///
  /// - Parameters:
  ///   - addsUp: in training they follow as Caffe's do: the first batch counts fully. Otherwise a net
  ///     without values begins as if it had seen a batch of mean 0 and variance 1.
  /// - Returns: the divisor if the statistics follow as Caffe's do.
  func statistics(
    _ layer: CaffeLayer, _ channels: Int, _ builder: GraphBuilder, addsUp: Bool
  ) throws -> (mean: Graph.Value, variance: Graph.Value, divisor: Graph.Value?) {
    var filler = CaffeFillerParameter()
    filler.value = addsUp ? 0 : 1
    let divisor = try buffer(layer, 2, [1], filler) { $0 }
    let sum = divisor.value.device == .meta ? 1 : divisor.value.item()
    func part(_ index: Int, _ start: Float) throws -> Buffer {
      filler.value = start
      return try buffer(layer, index, [channels], filler) { value in
        withoutGradients { value * (sum == 0 ? 0 : 1 / sum) }
      }
    }
    let (mean, variance) = (try part(0, 0), try part(1, 1))
    try place(layer, 0, .average(mean, divisor: divisor))
    try place(layer, 1, .average(variance, divisor: divisor))
    try place(layer, 2, .divisor(divisor))
    return (
      builder.buffer("\(layer.name).runningMean", mean),
      builder.buffer("\(layer.name).runningVariance", variance),
      addsUp ? builder.buffer("\(layer.name).divisor", divisor) : nil
    )
  }

  /// Layers of the same name have one place, which makes sense only if they share what lies there.
  private func place(_ layer: CaffeLayer, _ index: Int, _ content: Content) throws {
    if taken.insert(.blob(layer: layer.name, index)).inserted {
      places.append(Place(layer: layer.name, index: index, content: content))
    } else if case .blob = key(layer, index) {
      throw InputError(netFile, "has two layers \(quoted(layer.name)) with weights of their own")
    }
  }

  private func buffer(
    _ layer: CaffeLayer, _ index: Int, _ shape: Shape, _ filler: CaffeFillerParameter,
    _ adjusted: (Tensor) -> Tensor
  ) throws -> Buffer {
    let key = key(layer, index)
    if let shared = shared(key) as? Buffer { return shared }
    let value = try value(layer, index, "blob \(index)", shape, filler)
    let buffer = Buffer(value.device == .meta ? value : adjusted(value))
    known[key] = buffer
    return buffer
  }

  /// Throws if weights were missing, misshapen or left over.
  ///
  /// - Parameter unexpected: layers of the file that the net does not have.
  func finish(_ net: CaffeNet, unexpected: [String]) throws {
    let used = Dictionary(grouping: places, by: \.layer).mapValues { Set($0.map(\.index)).count }
    for layer in net.layers where layer.blobs.count > used[layer.name, default: 0] {
      problems.append(
        "\(layer.name) has \(counted(layer.blobs.count, "blob")), not "
          + "\(used[layer.name, default: 0])")
    }
    problems += unexpected.map { "\($0) is not in the net" }
    guard problems.isEmpty else {
      let more = problems.count > 8 ? "; and \(problems.count - 8) more" : ""
      throw InputError(
        file, "does not fit the net: " + problems.prefix(8).joined(separator: "; ") + more)
    }
  }

  /// The shapes of each layer's blobs.
  var shapes: [String: [Shape]] {
    Dictionary(grouping: places, by: \.layer).mapValues { places in
      places.sorted { $0.index < $1.index }.map { place in
        switch place.content {
        case .parameter(let parameter, let isTransposed):
          isTransposed ? Shape(parameter.shape.reversed()) : parameter.shape
        case .average(let average, _): average.value.shape
        case .divisor(let divisor): divisor.value.shape
        }
      }
    }
  }

  /// The layer's blobs by their names, as the graph has them now.
  func blobs(of layer: String) -> [Tensor] {
    places.filter { $0.layer == layer }.sorted { $0.index < $1.index }.map { place in
      switch place.content {
      case .parameter(let parameter, let isTransposed):
        isTransposed ? transposed(parameter.detached) : parameter.detached
      case .average(let average, let divisor):
        withoutGradients { average.value * divisor.value.item() }
      case .divisor(let divisor): divisor.value
      }
    }
  }

  // MARK: Values

  private func key(_ layer: CaffeLayer, _ index: Int) -> Key {
    let names = layer.parameter.param.map(\.name)
    return index < names.count && !names[index].isEmpty
      ? .named(names[index]) : .blob(layer: layer.name, index)
  }

  private func shared(_ key: Key) -> AnyObject? {
    if let known = known[key] { return known }
    if case .shared(let others) = source { return others.known[key] }
    return nil
  }

  private func value(
    _ layer: CaffeLayer, _ index: Int, _ role: String, _ shape: Shape,
    _ filler: CaffeFillerParameter
  ) throws -> Tensor {
    // What fits no memory is not made, whatever the net says.
    let count = shape.reduce(1.0) { $0 * Double($1) }
    guard count <= Double(left), !shape.contains(0) else {
      throw InputError(
        netFile, "layer \(quoted(layer.name)): a \(role) of the shape \(shape) cannot be made")
    }
    switch source {
    case .blobs: return blob(layer, index, role, shape)
    case .shapes: return Tensor(meta: TensorSpec(shape: shape))
    case .fillers, .shared: if !layer.blobs.isEmpty { return blob(layer, index, role, shape) }
    }
    left -= shape.elementCount
    return try CaffeFiller(filler, layer: layer.name, file: netFile)
      .make(shape, RandomGenerator.shared.next())
  }

  private func blob(_ layer: CaffeLayer, _ index: Int, _ role: String, _ shape: Shape) -> Tensor {
    guard index < layer.blobs.count else {
      problems.append("\(layer.name) lacks its \(role) \(shape)")
      return Tensor(meta: TensorSpec(shape: shape))
    }
    let blob = layer.blobs[index]
    guard Self.fits(blob.shape, shape) else {
      problems.append("\(layer.name)'s \(role) has the shape \(blob.shape), not \(shape)")
      return Tensor(meta: TensorSpec(shape: shape))
    }
    return blob.viewed(as: shape)
  }

  /// Four axes were once the rule, with extents of 1 where there was nothing to say.
  private static func fits(_ blob: Shape, _ shape: Shape) -> Bool {
    func essential(_ shape: Shape) -> [Int] { shape.filter { $0 != 1 } }
    if essential(blob) == essential(shape) { return true }
    return blob.rank == 4 && shape.rank == 2 && blob[0] == shape[0]
      && blob.dropFirst().reduce(1, *) == shape[1]
  }

  private func transposed(_ value: Tensor) -> Tensor {
    value.device == .meta
      ? Tensor(meta: TensorSpec(shape: [value.shape[1], value.shape[0]]))
      : withoutGradients { value.permuted(1, 0) }
  }
}
