import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

/// Thousands of damaged files: each gives a picture or an `InputError`, nothing else, and never
/// more memory than its size makes plausible.
@Suite struct ImageFuzzTests {
  @Test func jpeg() throws {
    try fuzz(ImageFixtures.jpegNames, rounds: 8000, seed: 11) { bytes, generator in
      mutate(&bytes, using: &generator)
    }
  }

  /// Checksums are mended most of the time, or they would stop every change at the gate.
  @Test func png() throws {
    try fuzz(ImageFixtures.pngNames, rounds: 12000, seed: 12) { bytes, generator in
      mutate(&bytes, using: &generator)
      if generator.unit() < 0.9 { mendChecksums(&bytes) }
    }
  }

  private func fuzz(
    _ names: [String], rounds: Int, seed: UInt64,
    _ change: (inout [UInt8], inout SplitMix64) -> Void
  ) throws {
    let seeds = try names.map { try ImageFixtures.bytes($0) }
    var generator = SplitMix64(seed: seed)
    var decoded = 0
    for round in 0..<rounds {
      var bytes = seeds[generator.index(below: seeds.count)]
      if generator.unit() < 0.1 { splice(&bytes, seeds, using: &generator) }
      change(&bytes, &generator)
      do {
        let format: Image.PixelFormat = round % 2 == 0 ? .rgb : .gray
        let image = try Image(data: bytes, name: "fuzz", as: format)
        #expect(image.pixels.count == image.width * image.height * image.channels)
        #expect(image.width * image.height <= max(bytes.count * 8400, 1 << 16))
        decoded += 1
      } catch let error as InputError {
        #expect(error.subject == "fuzz")
        #expect(!error.problem.contains("\n") && !error.problem.isEmpty)
      }
    }
    // Else the damage would be too coarse to reach the decoder.
    #expect(decoded > rounds / 50 && decoded < rounds)
  }

  /// The head of one file and the tail of another.
  private func splice(
    _ bytes: inout [UInt8], _ seeds: [[UInt8]], using generator: inout SplitMix64
  ) {
    let other = seeds[generator.index(below: seeds.count)]
    bytes = Array(
      bytes.prefix(generator.index(below: bytes.count))
        + other.suffix(generator.index(below: other.count)))
  }

  private func mutate(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
    for _ in 0...generator.index(below: 4) {
      guard bytes.count > 8 else { return }
      let place = generator.index(below: bytes.count)
      switch generator.index(below: 8) {
      case 0: bytes.removeLast(generator.index(below: bytes.count))
      case 1: bytes.removeSubrange(place..<min(place + 1 + generator.index(below: 9), bytes.count))
      case 2:
        let part = bytes[place..<min(place + 1 + generator.index(below: 40), bytes.count)]
        bytes.insert(contentsOf: part, at: generator.index(below: bytes.count))
      case 3:
        // A lying length or size.
        let values: [[UInt8]] = [
          [0, 0], [0xff, 0xff], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff],
          [0, 1], [0x40, 0],
        ]
        let value = values[generator.index(below: values.count)]
        let start = min(place, bytes.count - value.count)
        bytes.replaceSubrange(start..<start + value.count, with: value)
      case 4: bytes[place] = UInt8(generator.index(below: 256))
      default: bytes[place] ^= 1 << UInt8(generator.index(below: 8))
      }
    }
  }

  /// Makes the checksum of every PNG chunk true again.
  private func mendChecksums(_ bytes: inout [UInt8]) {
    var offset = PNGChunks.signature.count
    while let length = bytes.withUnsafeBytes({ $0.integer32(at: offset) }),
      length <= bytes.count - offset - 12
    {
      let sum = ImageFixtures.crc(bytes[offset + 4..<offset + 8 + length])
      for i in 0..<4 {
        bytes[offset + 8 + length + i] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * i))
      }
      offset += 12 + length
    }
  }
}
