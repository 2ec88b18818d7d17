import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ImageTransformTests {
  private let image = ImageFixtures.pattern(50, 37, .rgb)

  @Test func shortSideKeepsProportion() throws {
    var generator = SplitMix64(seed: 1)
    for (width, height, expected) in [
      (500, 375, (298, 224)), (375, 500, (224, 298)), (224, 224, (224, 224)), (7, 3, (522, 224)),
      (1, 1, (224, 224)),
    ] {
      let resized = try ResizeShortSide(224)(
        Image(width: width, height: height), using: &generator)
      #expect((resized.width, resized.height) == expected)
    }
  }

  @Test func pendingIsStepByStep() throws {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<40 {
      let (width, height) = (10 + generator.index(below: 60), 10 + generator.index(below: 60))
      let interpolation = Interpolation.allCases[generator.index(below: 2)]
      let cut = (1 + generator.index(below: width), 1 + generator.index(below: height))
      let place = (
        generator.index(below: width - cut.0 + 1), generator.index(below: height - cut.1 + 1)
      )
      let mirrorFirst = generator.unit() < 0.5

      var pending = PendingImage(image)
      try pending.resize(width: width, height: height, interpolation: interpolation)
      if mirrorFirst { pending.mirror() }
      try pending.crop(left: place.0, top: place.1, width: cut.0, height: cut.1)
      if !mirrorFirst { pending.mirror() }
      try pending.resize(width: 9, height: 8, interpolation: .bilinear)

      var plain = image.resized(width: width, height: height, interpolation: interpolation)
      if mirrorFirst { plain = plain.mirrored() }
      plain = plain.cropped(place.0..<place.0 + cut.0, place.1..<place.1 + cut.1)
      if !mirrorFirst { plain = plain.mirrored() }
      plain = plain.resized(width: 9, height: 8, interpolation: .bilinear)
      #expect(try pending.image() == plain)
    }
  }

  @Test func centerCropRoundsHalfToEven() throws {
    // Margins of 1, 3 and 5 pixels: the left part is 0, 2 and 2.
    for (margin, left) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 2), (7, 4)] {
      let row = Image(
        width: 10 + margin, height: 1, format: .gray, pixels: Array(0..<UInt8(10 + margin)))
      var pending = PendingImage(row)
      try pending.centerCrop(width: 10, height: 1)
      #expect(try pending.image().pixels.first == UInt8(left))
    }
  }

  @Test func randomTransformsFollowTheGenerator() throws {
    let pipeline = ImagePipeline(
      ResizeShortSide(24, interpolation: .bicubic), RandomCrop(width: 20, height: 20),
      RandomHorizontalFlip())
    func run(_ seed: UInt64) throws -> [Image] {
      var generator = SplitMix64(seed: seed)
      return try (0..<10).map { _ in try pipeline(image, using: &generator) }
    }
    #expect(try run(3) == run(3))
    #expect(try run(3) != run(4))
    #expect(Set(try run(3)).count > 5)
  }

  @Test func randomCropReachesEveryPlace() throws {
    let square = Image(width: 3, height: 3, format: .gray, pixels: Array(0..<9))
    var generator = SplitMix64(seed: 5)
    var corners = Set<UInt8>()
    for _ in 0..<100 {
      corners.insert(
        try RandomCrop(width: 2, height: 2)(square, using: &generator).pixels[0])
    }
    #expect(corners == [0, 1, 3, 4])
  }

  @Test func flipHappensAsOftenAsAsked() throws {
    let pair = Image(width: 2, height: 1, format: .gray, pixels: [0, 1])
    var generator = SplitMix64(seed: 5)
    func flips(_ probability: Double) throws -> Int {
      try (0..<1000).count { _ in
        try RandomHorizontalFlip(probability: probability)(pair, using: &generator).pixels == [
          1, 0,
        ]
      }
    }
    #expect(try flips(0) == 0)
    #expect(try flips(1) == 1000)
    #expect((430...570).contains(try flips(0.5)))
  }

  @Test func tooSmallForACropIsAnError() {
    var generator = SplitMix64(seed: 1)
    let steps: [any ImageTransform] = [
      CenterCrop(width: 51, height: 10), RandomCrop(width: 10, height: 38),
    ]
    for step in steps {
      let error = #expect(throws: InputError.self) {
        try step(image, name: "small.jpg", using: &generator)
      }
      #expect(error?.subject == "small.jpg")
    }
  }

  @Test func tooLongAndThinIsAnErrorUnlessCropped() throws {
    let line = Image(width: 20_000, height: 1)
    var pending = PendingImage(line, name: "line.png")
    try pending.resizeShortSide(to: 224, interpolation: .bilinear)
    #expect(pending.width == 4_480_000)
    #expect(throws: InputError.self) { try pending.image() }
    try pending.centerCrop(width: 224, height: 224)
    #expect(try pending.image() == Image(width: 224, height: 224))
  }

  @Test func shufflesNeverChange() {
    var generator = SplitMix64(seed: 1)
    var numbers = Array(0..<10)
    numbers.seededShuffle(using: &generator)
    #expect(numbers.sorted() == Array(0..<10))
    #expect(numbers == [9, 0, 1, 4, 8, 2, 3, 7, 6, 5])
  }
}
