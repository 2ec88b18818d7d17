import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

extension Workplace {
  /// The four files of MNIST in a folder, with bars in ten places for the ten digits, in noise.
  ///
  /// - Parameter shape: other shapes than bars.
  func drawDigits(
    training: Int = 320, testing: Int = 100, to folder: String = "digits",
    as shape: (Int, inout SplitMix64) -> [UInt8] = { digit($0, using: &$1) }
  ) throws {
    for (part, count, seed) in [("train", training, 1), ("t10k", testing, 2)] {
      var generator = SplitMix64(seed: UInt64(seed))
      var images: [UInt8] = []
      for index in 0..<count { images += shape(index % 10, &generator) }
      let labels = (0..<count).map { UInt8($0 % 10) }
      try write(
        Self.header(0x803, [count, 28, 28]) + images, to: "\(folder)/\(part)-images-idx3-ubyte")
      try write(Self.header(0x801, [count]) + labels, to: "\(folder)/\(part)-labels-idx1-ubyte")
    }
  }

  /// The first digits of MNIST.
  func takeDigits(_ mnist: URL, training: Int, testing: Int, to folder: String = "digits") throws {
    for (part, count) in [("train", training), ("t10k", testing)] {
      let images = try IDX.read(mnist.appending(path: "\(part)-images-idx3-ubyte.gz"))
      let labels = try IDX.read(mnist.appending(path: "\(part)-labels-idx1-ubyte.gz"))
      try write(
        Self.header(0x803, [count, 28, 28])
          + images.sliced(axis: 0, from: 0, to: count).scalars(as: UInt8.self),
        to: "\(folder)/\(part)-images-idx3-ubyte")
      try write(
        Self.header(0x801, [count])
          + labels.sliced(axis: 0, from: 0, to: count).scalars(as: UInt8.self),
        to: "\(folder)/\(part)-labels-idx1-ubyte")
    }
  }

  /// What ``segments(_:using:)`` shows, moved by up to five pixels.
  static func movedSegments(_ digit: Int, using generator: inout SplitMix64) -> [UInt8] {
    let pixels = segments(digit, using: &generator)
    let (right, down) = (
      Int.random(in: -5...5, using: &generator), Int.random(in: -5...5, using: &generator)
    )
    return (0..<28 * 28).map { place in
      let (x, y) = (place % 28 - right, place / 28 - down)
      return (0..<28).contains(x) && (0..<28).contains(y) ? pixels[y * 28 + x] : 0
    }
  }

  /// What pocket calculators show, 10 × 18 pixels in the middle, in little noise.
  static func segments(_ digit: Int, using generator: inout SplitMix64) -> [UInt8] {
    // Top, middle, bottom; upper left and right; lower left and right.
    let lit = [
      0b1011111, 0b0000101, 0b1110110, 0b1110101, 0b0101101, 0b1111001, 0b1111011, 0b1000101,
      0b1111111, 0b1111101,
    ][digit]
    let bars: [(x: Range<Int>, y: Range<Int>)] = [
      (9..<19, 5..<7), (9..<19, 13..<15), (9..<19, 21..<23), (9..<11, 5..<14), (17..<19, 5..<14),
      (9..<11, 14..<23), (17..<19, 14..<23),
    ]
    return (0..<28 * 28).map { pixel in
      let isLit = bars.enumerated().contains { index, bar in
        lit >> (6 - index) & 1 == 1 && bar.x.contains(pixel % 28) && bar.y.contains(pixel / 28)
      }
      return UInt8(generator.next() % 24) + (isLit ? 200 : 0)
    }
  }

  static func digit(_ label: Int, using generator: inout SplitMix64) -> [UInt8] {
    (0..<28 * 28).map { pixel in
      let position = label < 5 ? pixel % 28 : pixel / 28
      let isBar = (position - 4) / 4 == label % 5 && position >= 4
      return UInt8(generator.next() % 64) + (isBar ? 160 : 0)
    }
  }

  /// Folders of pictures of digits by class.
  func drawDigitPictures(
    _ digits: [Int], count: Int, seed: UInt64 = 3, to folder: String = "letters"
  ) throws {
    var generator = SplitMix64(seed: seed)
    for digit in digits {
      let place = url("\(folder)/digit-\(digit)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for index in 0..<count {
        let pixels = Self.digit(digit, using: &generator)
        try Image(width: 28, height: 28, format: .gray, pixels: pixels)
          .writePNG(to: place.appending(path: "\(index).png"))
      }
    }
  }

  /// A picture of a digit that no folder holds.
  static func picture(ofDigit label: Int) -> Image {
    var generator = SplitMix64(seed: 77)
    return Image(
      width: 28, height: 28, format: .gray, pixels: digit(label, using: &generator))
  }

  static func header(_ type: Int, _ dimensions: [Int]) -> [UInt8] {
    ([type] + dimensions).flatMap { value in
      withUnsafeBytes(of: UInt32(value).bigEndian, Array.init)
    }
  }
}
