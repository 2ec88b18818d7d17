/// The ink of digits. MNIST's digits are white on black; people's are dark on white paper.
package enum DigitInk {
  /// What a picture of a digit should look like.
  package static let form = """
    One digit in the middle of each picture, with a margin of a seventh of its size all around, white \
    on black as in MNIST. Dark ink on light paper is taken in negative.
    """

  /// The image as in MNIST; a note tells if it was made negative.
  ///
  /// - Parameter name: of the image.
  package static func whiteOnBlack(_ image: Image, named name: String) -> Image {
    guard let negative = negative(of: image) else { return image }
    ImageNotes.say(name, "dark ink on light paper, taken in negative as in MNIST")
    return negative
  }

  /// The image in negative if its border is light, as paper is; nil if it is as in MNIST.
  static func negative(of image: Image) -> Image? {
    let gray = image.converted(to: .gray)
    let (width, height) = (gray.width, gray.height)
    var sum = 0
    var count = 0
    func add(_ x: Int, _ y: Int) {
      sum += Int(gray.pixels[y * width + x])
      count += 1
    }
    for x in 0..<width {
      for y in [0, height - 1] { add(x, y) }
    }
    for y in 0..<height {
      for x in [0, width - 1] { add(x, y) }
    }
    guard sum > 127 * count else { return nil }
    return Image(
      width: image.width, height: image.height, format: image.format,
      pixels: image.pixels.map { 255 - $0 })
  }
}
