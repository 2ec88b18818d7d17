import ShinsoData
import ShinsoTensor

extension ClassMap {
  /// A picture, dark where the map is 0 and below, lit in red and yellow where it is great.
  ///
  /// - Parameter photo: what the map was made of, in any size.
  public func lit(_ photo: Image) -> Image {
    let numbers = values.scalars(as: Float.self)
    let limit = max(numbers.max() ?? 0, .leastNormalMagnitude)
    let gray = Image(
      width: values.shape[1], height: values.shape[0], format: .gray,
      pixels: numbers.map { UInt8(shade: $0 / limit) })
    let light = gray.resized(
      width: photo.width, height: photo.height, interpolation: .bicubic)
    let photo = photo.converted(to: .rgb)
    var pixels = photo.pixels
    for place in light.pixels.indices {
      let strength = Float(light.pixels[place]) / 255
      let color: [Float] = [255, max(0, 2 * strength - 1) * 230, 0]
      for channel in 0..<3 {
        let dimmed = Float(pixels[3 * place + channel]) * (0.4 + 0.6 * strength)
        let share = 0.55 * strength
        pixels[3 * place + channel] = UInt8(dimmed * (1 - share) + color[channel] * share)
      }
    }
    return Image(width: photo.width, height: photo.height, format: .rgb, pixels: pixels)
  }
}
