import ShinsoData
import ShinsoNN
import ShinsoTensor

extension NetworkView {
  /// A layer with weights that can be drawn, and these.
  public struct Filters {
    public let layer: String
    /// `[units, channels, height, width]`.
    public let weight: Tensor
    /// Whether the channels are those of pictures.
    public let seesPictures: Bool
  }

  /// Those of a layer.
  ///
  /// - Parameter layer: nil for the first that has any.
  /// - Throws: `InputError` for a layer that the network does not have, or one without filters.
  public func filters(of layer: String?) throws -> Filters {
    let all = filters
    guard let layer else {
      if let first = all.first { return first }
      throw InputError(network.name, "has no filters larger than a pixel")
    }
    if let found = all.first(where: { $0.layer == layer }) { return found }
    let names = all.map(\.layer)
    if !layers.contains(where: { $0.name == layer }) {
      throw network.unknownLayer(layer, among: names + layers.map(\.name))
    }
    let some = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " …" : "")
    throw InputError(
      "--layer \(layer)",
      names.isEmpty
        ? "has no filters larger than a pixel, nor has another layer of \(network.name)"
        : "has no filters larger than a pixel; these layers have: \(some)")
  }

  /// Every convolution with filters larger than a pixel, and full connections to the picture.
  private var filters: [Filters] {
    let names = Set(layers.map(\.name))
    let picture = network.preprocessing.inputShape
    var seen: Set<Graph.Value> = []
    // The picture, and views of it.
    var pictures = Set(graph.inputs)
    return graph.nodes.compactMap { node in
      if let input = node.inputs.first, pictures.contains(input), node.op.isView {
        pictures.formUnion(node.outputs)
      }
      guard node.op is Conv2dOp || node.op is LinearOp, seen.insert(node.inputs[1]).inserted,
        var weight = graph.storedTensor(of: node.inputs[1])
      else { return nil }
      let seesPictures = pictures.contains(node.inputs[0])
      if node.op is LinearOp {
        guard seesPictures, weight.shape[1] == picture.elementCount else { return nil }
        weight = weight.reshaped([weight.shape[0], picture[1], picture[2], picture[3]])
      }
      guard weight.shape[2] * weight.shape[3] > 1 else { return nil }
      var layer = node.name
      while !names.contains(layer), let dot = layer.lastIndex(of: ".") {
        layer = String(layer[..<dot])
      }
      return Filters(layer: layer, weight: weight, seesPictures: seesPictures)
    }
  }

  /// Filters as images, 0 as gray, the greatest weight of each as black or white: in the colors of
  /// pictures where they see such, else the kernels of all channels beside each other in shades of
  /// gray.
  ///
  /// - Parameter count: how many at most.
  public func images(of filters: Filters, count: Int) -> [Image] {
    let shape = filters.weight.shape
    let (channels, height, width) = (shape[1], shape[2], shape[3])
    let values = filters.weight.scalars(as: Float.self)
    let size = channels * height * width
    return (0..<min(count, shape[0])).map { unit in
      let part = Array(values[unit * size..<(unit + 1) * size])
      let limit = max(part.map { abs($0) }.max() ?? 0, .leastNormalMagnitude)
      func shade(_ value: Float) -> Float { 0.5 + 0.5 * value / limit }
      let normalization = network.preprocessing.normalization
      if filters.seesPictures, channels == normalization.mean.count {
        return normalization.image([channels, height, width], part, shade: shade)
      }
      let kernels = (0..<channels).map { channel in
        Image(
          width: width, height: height, format: .gray,
          pixels: part[channel * height * width..<(channel + 1) * height * width].map {
            UInt8(shade: shade($0))
          })
      }
      let columns = Int(Double(channels).squareRoot().rounded(.up))
      return ImageGrid(columns: columns, cellWidth: width, cellHeight: height, margin: 1)
        .drawn(kernels)
    }
  }
}
