import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

/// Parts that are decoded without the rest have the pixels of the whole.
@Suite struct JPEGImageTests {
  private static let baseline = ImageFixtures.jpegNames.filter { $0.hasPrefix("baseline") }

  private func file(_ name: String) throws -> JPEGImage {
    try #require(try JPEGImage(ImageFixtures.bytes(name), name: name, as: .rgb))
  }

  @Test(arguments: baseline) func partsAreThoseOfTheWhole(name: String) throws {
    let file = try file(name)
    let whole = try ImageFixtures.expected(name)
    try expectParts(of: file, reducedBy: 1, whole)
    for denominator in [2, 4, 8] {
      let reduced = try file.decoded(
        columns: 0..<(file.width + denominator - 1) / denominator,
        rows: 0..<(file.height + denominator - 1) / denominator, reducedBy: denominator)
      try expectParts(of: file, reducedBy: denominator, reduced)
    }
  }

  @Test(.requiresTestData("dogs")) func partsOfPhotographsToo() throws {
    let folder = try ImageFolder(#require(TestData.url("dogs")))
    for item in folder.items.prefix(20) {
      let bytes = [UInt8](try Data(contentsOf: item.url))
      guard let file = try JPEGImage(bytes, name: item.url.path, as: .rgb) else { continue }
      try expectParts(
        of: file, reducedBy: 1, Image(data: bytes, name: item.url.path), count: 4)
    }
  }

  private func expectParts(
    of file: JPEGImage, reducedBy denominator: Int, _ whole: Image, count: Int = 30
  ) throws {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<count {
      let columns = 1 + generator.index(below: whole.width)
      let rows = 1 + generator.index(below: whole.height)
      let left = generator.index(below: whole.width - columns + 1)
      let top = generator.index(below: whole.height - rows + 1)
      let (x, y) = (left..<left + columns, top..<top + rows)
      let part = try file.decoded(columns: x, rows: y, reducedBy: denominator)
      #expect(part.cropped(x, y) == whole.cropped(x, y))
    }
  }

  /// Whatever transforms ask for, a file that may not be reduced gives what its image gives.
  @Test(arguments: baseline) func transformsDoNotTellAFileFromAnImage(name: String) throws {
    let (file, image) = (try file(name), try ImageFixtures.expected(name))
    for transform: any ImageTransform in [
      RandomResizedCrop(width: 9, height: 7), RandomHorizontalFlip(),
      ImagePipeline(ResizeShortSide(12), RandomCrop(width: 10, height: 9), RandomHorizontalFlip()),
      ImagePipeline(CenterCrop(width: 11, height: 8), Resize(width: 20, height: 5)),
      ImagePipeline(RandomCrop(width: 9, height: 9), CenterCrop(width: 4, height: 5)),
    ] {
      for seed in 0..<12 as Range<UInt64> {
        func result(_ pending: PendingImage) throws -> Image {
          var (pending, generator) = (pending, SplitMix64(seed: seed))
          try transform.apply(to: &pending, using: &generator)
          return try pending.image()
        }
        let found = try result(PendingImage(file, name: name, isReducible: false))
        #expect(try found == result(PendingImage(image)))
      }
    }
  }

  /// A large photograph is decoded at a smaller size as long as that has enough pixels.
  @Test func reducesWhatHasPixelsToSpare() throws {
    func denominator(_ width: Int, _ height: Int) -> Int {
      JPEGImage.denominator(size: (width, height), needed: (224, 200))
    }
    #expect(denominator(447, 5000) == 1 && denominator(448, 400) == 2)
    #expect(denominator(1791, 5000) == 4 && denominator(4000, 3000) == 8)
    let file = try file("baseline-444.jpg")
    let image = try ImageFixtures.expected("baseline-444.jpg")
    var pending = PendingImage(file, name: "a", isReducible: true)
    try pending.resize(width: 5, height: 4, interpolation: .bilinear)
    let reduced = try pending.image()
    let exact = image.resized(width: 5, height: 4, interpolation: .bilinear)
    let differences = zip(reduced.pixels, exact.pixels).map { abs(Int($0) - Int($1)) }
    #expect(differences.reduce(0, +) / differences.count < 12, "\(differences)")
  }

  @Test func otherKindsAreDecodedAsAWhole() throws {
    for name in ["rgb-8.png", "gray.jpg", "cmyk.jpg", "orientation-6.jpg"] {
      #expect(try JPEGImage(ImageFixtures.bytes(name), name: name, as: .rgb) == nil, "\(name)")
    }
    #expect(try JPEGImage(ImageFixtures.bytes("gray.jpg"), name: "gray", as: .gray) != nil)
  }

  @Test func damageIsAnError() throws {
    var bytes = try ImageFixtures.bytes("baseline-444.jpg")
    let start = bytes.count - 60
    // Ones alone are no Huffman code.
    for place in start..<start + 40 { bytes[place] = place % 2 == 0 ? 0xff : 0 }
    let file = try #require(try JPEGImage(bytes, name: "bad.jpg", as: .rgb))
    let error = #expect(throws: InputError.self) {
      try file.decoded(columns: 0..<file.width, rows: 0..<file.height, reducedBy: 1)
    }
    #expect(error?.subject == "bad.jpg" && error?.problem.contains("damaged JPEG file") == true)
  }
}
