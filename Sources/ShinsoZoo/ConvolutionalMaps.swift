import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor

/// The convolutions of a network on pictures of any size, for detection by windows of one map.
public struct ConvolutionalMaps {
  public let network: PretrainedNetwork
  public let layer: String
  public let channels: Int
  /// Pixels of the input from one cell of the map to the next.
  public let step: Int
  private let part: any TensorLayer

  /// A picture is at most so many times as long as wide for the network.
  private static let greatestRatio = 4.0

  /// - Parameter layer: nil for the last block of at most 512 channels.
  /// - Throws: `InputError` for a layer that the network does not have, or that gives no maps.
  public init(_ network: PretrainedNetwork, layer: String? = nil) throws {
    guard network.preprocessing.format == .rgb else {
      throw InputError(network.name, "takes gray pictures; detection needs a network for color")
    }
    self.network = network
    self.layer = try layer ?? Self.usualLayer(of: network)
    part = try network.optimized(endingAt: self.layer)
    try network.check(part, takesPictures: 1)
    guard let graph = part as? Graph else {
      throw InputError(network.name, "cannot take pictures of other sizes")
    }
    let shape = network.preprocessing.inputShape
    /// The map for an input larger by that many pixels each way.
    func map(_ more: Int) throws -> Shape {
      let input = Shape([1, shape[1], shape[2] + more, shape[3] + more])
      do {
        let spec = TensorSpec(shape: input, dtype: .float32)
        return try graph.outputs(for: [spec])[0].shape
      } catch {
        throw InputError(network.name, "cannot take pictures of other sizes: \(error)")
      }
    }
    let (small, large) = (try map(0), try map(1024))
    guard small.rank == 4, large.rank == 4, large[2] > small[2] else {
      throw InputError(
        "--layer \(self.layer)",
        "gives no maps; name a layer before the network's pooling (shinso summary \(network.name))")
    }
    channels = small[1]
    step = max(Int((1024 / Double(large[2] - small[2])).rounded()), 1)
  }

  /// Wider maps make rows of features that are too long to learn from a few thousand of them.
  private static let mostChannels = 512

  /// The last block of layers that gives maps of no more than ``mostChannels`` channels.
  private static func usualLayer(of network: PretrainedNetwork) throws -> String {
    let graph = network.traced
    for node in graph.nodes.reversed() {
      let shape = graph.spec(of: node.outputs[0]).shape
      guard shape.rank == 4, shape[2] > 1, shape[3] > 1, shape[1] <= mostChannels else { continue }
      var name = ""
      // A block is named as `conv5_3` or `blocks.10`; what lies deeper is a part of one.
      for part in node.name.split(separator: ".").prefix(2) {
        name += (name.isEmpty ? "" : ".") + part
        if graph.value(ofLayer: name) == node.outputs[0] { return name }
      }
    }
    throw InputError(
      network.name, "has no block of layers with narrow maps; name a layer by --layer")
  }

  /// The map of a whole picture.
  ///
  /// Its sides become multiples of ``step``, so that the cells lie evenly and padding is what it was in
  /// training; the proportions change by a few percent at most.
  ///
  /// - Parameter shortSide: of the network's input in pixels.
  /// - Returns: the map, and the pixels of the picture from one cell to the next.
  public func map(
    of image: Image, shortSide: Int
  ) throws -> (map: FeatureMap, step: (x: Float, y: Float)) {
    let ratio = Double(max(image.width, image.height)) / Double(min(image.width, image.height))
    let short = Double(shortSide) * min(1, Self.greatestRatio / ratio)
    let scale = short / Double(min(image.width, image.height))
    func side(_ length: Int) -> Int {
      max(Int((Double(length) * scale / Double(step)).rounded()), 1) * step
    }
    let (width, height) = (side(image.width), side(image.height))
    let resized = image.resized(
      width: width, height: height, interpolation: network.preprocessing.interpolation)
    let map = FeatureMap(try output(of: [resized]))
    return (
      map,
      (
        Float(image.width) / Float(map.width), Float(image.height) / Float(map.height)
      )
    )
  }

  /// The maps of parts of a picture, each warped to the network's usual input, as R-CNN does.
  ///
  /// - Returns: `[windows, channels, height, width]`.
  public func maps(ofWindows windows: [Box], in image: Image) throws -> Tensor {
    let input = network.preprocessing
    return try output(
      of: windows.map { window in
        let box = window.clipped(width: image.width, height: image.height)
        let left = min(Int(box.left.rounded()), image.width - 1)
        let top = min(Int(box.top.rounded()), image.height - 1)
        let right = max(Int(box.right.rounded()), left + 1)
        let bottom = max(Int(box.bottom.rounded()), top + 1)
        return image.cropped(left..<right, top..<bottom).resized(
          width: input.width, height: input.height, interpolation: input.interpolation)
      })
  }

  /// - Parameter images: of one size.
  private func output(of images: [Image]) throws -> Tensor {
    let (width, height) = (images[0].width, images[0].height)
    var values = [Float](repeating: 0, count: images.count * 3 * width * height)
    values.withUnsafeMutableBufferPointer { values in
      for (index, image) in images.enumerated() {
        let size = 3 * width * height
        network.preprocessing.normalization.write(
          image,
          into: UnsafeMutableBufferPointer(rebasing: values[index * size..<(index + 1) * size]))
      }
    }
    return withoutGradients {
      part(Tensor(values, shape: [images.count, 3, height, width]))
    }
  }
}
