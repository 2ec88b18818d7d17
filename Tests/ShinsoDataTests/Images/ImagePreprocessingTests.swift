import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ImagePreprocessingTests {
  private func planes(_ preprocessing: ImagePreprocessing, _ image: Image) throws -> [Float] {
    var planes = [Float](repeating: .nan, count: preprocessing.elementCount)
    try planes.withUnsafeMutableBufferPointer { try preprocessing.write(image, into: $0) }
    return planes
  }

  private let imageNet = ImageNormalization(
    mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])

  @Test func bitIdenticalToPillowAndTorchvision() throws {
    let preprocessing = ImagePreprocessing(
      width: 24, height: 24, shortSide: 24, interpolation: .bicubic, normalization: imageNet)
    let planes = try planes(
      preprocessing, Image(contentsOf: ImageFixtures.url("baseline-420.jpg")))
    let expected = try ImageFixtures.bytes("preprocessed.f32").withUnsafeBytes { bytes in
      try (0..<bytes.count / 4).map {
        Float(bitPattern: UInt32(try #require(bytes.integer32(at: 4 * $0, bigEndian: false))))
      }
    }
    #expect(planes == expected)
  }

  @Test func scaleDividesExactly() {
    let identity = ImageNormalization(mean: [0], standardDeviation: [1])
    let ramp = Image(width: 256, height: 1, format: .gray, pixels: Array(0...255))
    var values = [Float](repeating: .nan, count: 256)
    values.withUnsafeMutableBufferPointer { identity.write(ramp, into: $0) }
    #expect(values == (0..<256).map { Float($0) / 255 })
  }

  @Test func channelOrders() throws {
    let pixels = Image(width: 2, height: 1, format: .rgb, pixels: [1, 2, 3, 11, 12, 13])
    func planes(_ order: ImageNormalization.ChannelOrder) -> [Float] {
      let normalization = ImageNormalization(
        scale: 1, mean: [100, 10, 1], standardDeviation: [1, 1, 0.5], channelOrder: order)
      var values = [Float](repeating: .nan, count: 6)
      values.withUnsafeMutableBufferPointer { normalization.write(pixels, into: $0) }
      return values
    }
    #expect(planes(.rgb) == [-99, -89, -8, 2, 4, 24])
    #expect(planes(.bgr) == [-97, -87, -8, 2, 0, 20])
  }

  @Test func wholePictureWithoutShortSide() throws {
    let preprocessing = ImagePreprocessing(
      width: 5, height: 3, shortSide: nil, interpolation: .bilinear,
      normalization: ImageNormalization(scale: 1, mean: [0], standardDeviation: [1]))
    let image = ImageFixtures.pattern(20, 30, .rgb)
    let expected = image.converted(to: .gray)
      .resized(width: 5, height: 3, interpolation: .bilinear)
    #expect(try planes(preprocessing, image) == expected.pixels.map(Float.init))
  }

  @Test func survivesJSON() throws {
    let normalization = ImageNormalization(
      scale: 1, mean: [104, 117, 124], standardDeviation: [1, 1, 1], channelOrder: .bgr)
    for shortSide in [nil, 256] {
      let preprocessing = ImagePreprocessing(
        width: 227, height: 224, shortSide: shortSide, interpolation: .bilinear,
        normalization: normalization)
      let data = try JSONEncoder().encode(preprocessing)
      #expect(try JSONDecoder().decode(ImagePreprocessing.self, from: data) == preprocessing)
    }
  }

  @Test(arguments: [
    ("\"width\":224", "\"width\":0"), ("\"width\":224", "\"width\":999999999"),
    ("\"shortSide\":224", "\"shortSide\":10"), ("[0.5,0.5,0.5]", "[0.5,0.5]"),
    ("[0.25,0.25,0.25]", "[0.25,0,0.25]"), ("[0.25,0.25,0.25]", "[0.25,-1,0.25]"),
    ("\"bicubic\"", "\"nearest\""), ("\"rgb\"", "\"rbg\""), ("\"height\":224", "\"h\":224"),
  ])
  func senselessJSONIsAnError(part: String, replacement: String) throws {
    let text = """
      {"width":224,"height":224,"shortSide":224,"interpolation":"bicubic","scale":0.0039,\
      "mean":[0.5,0.5,0.5],"standardDeviation":[0.25,0.25,0.25],"channelOrder":"rgb"}
      """
    #expect(try JSONDecoder().decode(ImagePreprocessing.self, from: Data(text.utf8)).width == 224)
    let wrong = text.replacing(part, with: replacement)
    #expect(wrong != text)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ImagePreprocessing.self, from: Data(wrong.utf8))
    }
  }
}
