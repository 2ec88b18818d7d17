import Foundation

/// A speech database with features of two dimensions that were never sound.
public struct MadeSpeech {
  private static let words = ["ba": "b a", "da": "d a", "dab": "d a b", "o": "o", "do": "d o"]
  private static let places: [String: SIMD2<Float>] = [
    "SIL": [0, 0], "a": [4, 0], "b": [0, 4], "d": [-4, 0], "o": [0, -4],
  ]
  private var generator: Damage

  public init(seed: UInt64) { generator = Damage(seed: seed) }

  public mutating func write(to folder: URL) throws {
    let entries = Self.words.sorted { $0.key < $1.key }
    try folder.write(
      Array(entries.map { "\($0.key) \($0.value)\n" }.joined().utf8), to: "etc/made.dic")
    for (part, count) in [("train", 120), ("test", 20)] {
      var (files, transcripts) = ("", "")
      for index in 0..<count {
        let words = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
          entries[Int.random(in: entries.indices, using: &generator)]
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
      for step in 0..<Int.random(in: 6...9, using: &generator) {
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
    (0..<3).reduce(-1.5) { sum, _ in sum + Float.random(in: 0..<1, using: &generator) }
  }
}
