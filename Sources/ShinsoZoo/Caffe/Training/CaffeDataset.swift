import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Samples as a Caffe data layer hands them on: less a mean, cut, mirrored and scaled.
public struct CaffeDataset<Base: ClassificationDataset>: ClassificationDataset {
  /// What is taken away from each pixel.
  public enum Mean: Sendable {
    /// One number a channel; none at all.
    case channels([Float])
    /// An image of the base's shape.
    case image([Float])

    /// One number a channel of samples `[C, H, W]`, or none, for where no image can stand.
    public func byChannel(of shape: Shape) -> [Float] {
      switch self {
      case .channels(let values): return values
      case .image(let values):
        let size = values.count / max(shape[0], 1)
        return (0..<shape[0]).map { channel in
          Float(
            values[channel * size..<(channel + 1) * size].reduce(0) { $0 + Double($1) }
              / Double(size))
        }
      }
    }
  }

  public let base: Base
  public let mean: Mean
  public let layer: CaffeDataLayer
  /// In training cuts lie anywhere, in tests in the middle.
  public let isTraining: Bool

  /// - Parameters:
  ///   - base: images `[C, H, W]`, 0 to 255, in the layer's order of channels.
  ///   - mean: of the base's channels or shape.
  /// - Throws: `InputError` naming `file` if the samples are too small for the cut.
  public init(
    _ base: Base, mean: Mean, _ layer: CaffeDataLayer, isTraining: Bool, file: String
  ) throws {
    let shape = base.sampleShape
    let count: Int
    switch mean {
    case .channels(let values): count = values.count * shape[1] * shape[2]
    case .image(let values): count = values.count
    }
    guard shape.rank == 3, count == 0 || count == shape.elementCount else {
      throw InputError(file, "its mean does not fit samples of the shape \(shape)")
    }
    guard layer.cropSize <= shape[1], layer.cropSize <= shape[2] else {
      throw InputError(
        file, "cuts \(layer.cropSize) × \(layer.cropSize) pixels from samples of the shape \(shape)"
      )
    }
    self.base = base
    self.mean = mean
    self.layer = layer
    self.isTraining = isTraining
  }

  public var count: Int { base.count }
  public var classNames: [String] { base.classNames }

  public var sampleShape: Shape {
    let shape = base.sampleShape
    return layer.cropSize == 0 ? shape : [shape[0], layer.cropSize, layer.cropSize]
  }

  public var identity: String {
    var digest = SHA256()
    let cut = "\(layer.scale) \(layer.cropSize) \(layer.mirrors) \(isTraining)"
    digest.update("\(base.identity) \(cut) \(mean)")
    return digest.hex()
  }

  public func label(_ index: Int) -> Int { base.label(index) }

  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    let (whole, part) = (base.sampleShape, sampleShape)
    let (width, height) = (whole[2], whole[1])
    var pixels = [Float](repeating: 0, count: whole.elementCount)
    try pixels.withUnsafeMutableBufferPointer {
      try base.write(index, into: $0, using: &generator)
    }
    func start(_ size: Int, _ cut: Int) -> Int {
      isTraining ? Int.random(in: 0...(size - cut), using: &generator) : (size - cut) / 2
    }
    let isCut = layer.cropSize > 0
    let top = isCut ? start(height, part[1]) : 0
    let left = isCut ? start(width, part[2]) : 0
    let isMirrored = layer.mirrors && Bool.random(using: &generator)
    let scale = Float(layer.scale)
    var place = 0
    for channel in 0..<part[0] {
      for row in 0..<part[1] {
        let line = (channel * height + top + row) * width + left
        for column in 0..<part[2] {
          let source = line + (isMirrored ? part[2] - 1 - column : column)
          target[place] = (pixels[source] - mean(at: source, channel)) * scale
          place += 1
        }
      }
    }
  }

  private func mean(at place: Int, _ channel: Int) -> Float {
    switch mean {
    case .channels(let values): values.isEmpty ? 0 : values[channel]
    case .image(let values): values[place]
    }
  }
}
