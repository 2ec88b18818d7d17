import Foundation
import ShinsoTensor
import TestSupport

/// A speech database with features of two dimensions that were never sound.
struct MadeSpeech {
  private static let words = ["ba": "b a", "da": "d a", "dab": "d a b", "o": "o", "do": "d o"]
  private static let places: [String: SIMD2<Float>] = [
    "SIL": [0, 0], "a": [4, 0], "b": [0, 4], "d": [-4, 0], "o": [0, -4],
  ]
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func write(to folder: URL) throws {
    let entries = Self.words.sorted { $0.key < $1.key }
    try folder.write(
      Array(entries.map { "\($0.key) \($0.value)\n" }.joined().utf8), to: "etc/made.dic")
    for (part, count) in [("train", 120), ("test", 20)] {
      var (files, transcripts) = ("", "")
      for index in 0..<count {
        let words = (0..<1 + generator.index(below: 5)).map { _ in
          entries[generator.index(below: entries.count)]
        }
        let id = "\(part)\(index)"
        files += "\(part)/speaker\(index % 4)/\(id)\n"
        transcripts += "<s> \(words.map(\.key).joined(separator: " ")) </s> (\(id))\n"
        try folder.write(
          features(words.map(\.value)), to: "feat/\(part)/speaker\(index % 4)/\(id).mfc")
      }
      try folder.write(Array(files.utf8), to: "etc/made_\(part).fileids")
      try folder.write(Array(transcripts.utf8), to: "etc/made_\(part).transcription")
    }
  }

  /// In the format of ``SphinxFeatures``, with thirteen dimensions, of which eleven are noise.
  private mutating func features(_ words: [String]) -> [UInt8] {
    let phones = words.flatMap { $0.split(separator: " ").map(String.init) }
    var values: [Float] = []
    var last = SIMD2<Float>()
    for phone in ["SIL"] + phones + ["SIL"] {
      let place = Self.places[phone] ?? [0, 0]
      for step in 0..<6 + generator.index(below: 4) {
        let target = step < 2 ? (place + last) / 2 : place
        values += [target.x + noise(), target.y + noise()] + (0..<11).map { _ in noise() }
      }
      last = place
    }
    return ([UInt32(values.count)] + values.map(\.bitPattern)).flatMap { number in
      withUnsafeBytes(of: number.bigEndian, Array.init)
    }
  }

  private mutating func noise() -> Float {
    Float(generator.unit() + generator.unit() + generator.unit() - 1.5)
  }
}
