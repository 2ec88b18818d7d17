import ShinsoData
import ShinsoNN
import ShinsoTensor

extension NetworkView {
  /// One map of a layer for a picture.
  public struct Activation {
    public let unit: Int
    public let greatest: Float
    /// 0 and below is black, the greatest value white.
    public let image: Image
  }

  /// The maps of a layer for a picture, that with the greatest value first.
  ///
  /// - Parameter count: how many at most.
  /// - Throws: `InputError` for a layer that the network does not have, or one without maps.
  public func activations(
    of layer: String, for sample: Sample, count: Int
  ) throws -> [Activation] {
    let part = try part(endingAt: layer)
    let output = withoutGradients { part(sample.input) }
    let shape = output.shape
    guard shape.rank == 4, shape[2] * shape[3] > 1 else {
      let known = layers.filter { $0.output.rank == 4 && $0.output[2] * $0.output[3] > 1 }
      throw InputError(
        "--layer \(layer)",
        "gives \(shape), no maps"
          + (known.last.map { "; the last layer that gives maps is \($0.name)" } ?? ""))
    }
    let values = output.scalars(as: Float.self)
    let size = shape[2] * shape[3]
    let peaks = (0..<shape[1]).map { unit in
      (unit: unit, value: values[unit * size..<(unit + 1) * size].max() ?? 0)
    }
    return peaks.sorted { $0.value == $1.value ? $0.unit < $1.unit : $0.value > $1.value }
      .prefix(count).map { unit, greatest in
        Activation(
          unit: unit, greatest: greatest,
          image: Image(
            width: shape[3], height: shape[2], format: .gray,
            pixels: values[unit * size..<(unit + 1) * size].map {
              UInt8(shade: greatest > 0 ? $0 / greatest : 0)
            }))
      }
  }

  /// The first layer that gives maps, which shows most of the picture.
  ///
  /// - Throws: `InputError` if there is none.
  public func firstMaps() throws -> String {
    // Caffe's networks have the picture itself as a layer.
    let first = layers.first { layer in
      layer.output.rank == 4 && layer.output[2] * layer.output[3] > 1
        && graph.value(ofLayer: layer.name).map { !graph.inputs.contains($0) } == true
    }
    guard let first else { throw InputError(network.name, "has no convolutions, so no maps") }
    return first.name
  }
}
