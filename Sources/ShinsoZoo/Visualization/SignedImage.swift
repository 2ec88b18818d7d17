import ShinsoData
import ShinsoTensor

extension ImageNormalization {
  /// Values of either sign as an image: 0 is gray, the greatest are black and white. A few values far
  /// above the others, one in 500, are cut off, lest they darken the rest.
  ///
  /// - Parameter values: `[C, H, W]` in the network's order of channels.
  public func image(signed values: Tensor) -> Image {
    let numbers = values.scalars(as: Float.self)
    let sorted = numbers.map { abs($0) }.sorted()
    let usual = sorted[(sorted.count - 1) * 499 / 500]
    // Of a unit that sees little of the picture, most values are 0.
    let limit = max(usual > 0 ? usual : sorted.last ?? 0, .leastNormalMagnitude)
    return image(values.shape, numbers) { 0.5 + 0.5 * $0 / limit }
  }

  /// An image of planes in the network's order of channels.
  ///
  /// - Parameters:
  ///   - shape: `[C, H, W]`, with as many channels as there are means.
  ///   - shade: of a value: 0 is black, 1 white.
  func image(_ shape: Shape, _ values: [Float], shade: (Float) -> Float) -> Image {
    let size = shape[1] * shape[2]
    let channels = format.channels
    var pixels = [UInt8](repeating: 0, count: channels * size)
    for channel in 0..<channels {
      let plane = channelOrder == .bgr ? channels - 1 - channel : channel
      for place in 0..<size {
        pixels[place * channels + channel] = UInt8(shade: shade(values[plane * size + place]))
      }
    }
    return Image(width: shape[2], height: shape[1], format: format, pixels: pixels)
  }
}
