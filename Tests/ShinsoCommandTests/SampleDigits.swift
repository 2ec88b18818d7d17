import Foundation
import ShinsoData
import ShinsoTensor

extension Workplace {
  /// The four files of MNIST in a folder, with bars in ten places for the ten digits, in noise.
  func drawDigits(training: Int = 320, testing: Int = 100, to folder: String = "digits") throws {
    for (part, count, seed) in [("train", training, 1), ("t10k", testing, 2)] {
      var generator = SplitMix64(seed: UInt64(seed))
      var images: [UInt8] = []
      for index in 0..<count { images += Self.digit(index % 10, using: &generator) }
      let labels = (0..<count).map { UInt8($0 % 10) }
      try write(
        Self.header(0x803, [count, 28, 28]) + images, to: "\(folder)/\(part)-images-idx3-ubyte")
      try write(Self.header(0x801, [count]) + labels, to: "\(folder)/\(part)-labels-idx1-ubyte")
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
