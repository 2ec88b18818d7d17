import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

extension PairData {
  static func pairs(
    _ data: DataName, _ kind: PairKind, source: String?, target: String?
  ) throws -> SentencePairs {
    if kind != .given {
      if let entry = data.entry, !entry.isText {
        throw InputError(
          "--data \(data)", "holds pairs, and --pairs \(kind.rawValue) needs a text; name one")
      }
      var text = ""
      _ = try TextData.read(data, aozora: false) { text += $0 }
      return try SentencePairs(of: text, kind, name: data.text)
    }
    var place = data.url
    if let folder = try data.fetched() {
      place = folder
    } else if !FileManager.default.fileExists(atPath: place.path) {
      throw InputError(
        "--data \(data)", "no such file or folder, and no data set of that name (shinso data list)")
    }
    // Those of the catalog are English and Japanese.
    let isNamed = source != nil || target != nil || data.entry == nil
    let pairs = try SentencePairs(
      place, source: isNamed ? source : "ja", target: isNamed ? target : "en")
    for note in pairs.notes { Console.note(note) }
    return pairs
  }

  /// Some pairs held out; the order stays. They are chosen by the seed, but of a text in which each
  /// sentence is to be followed by the next one they are its end: elsewhere, both sentences of a pair
  /// would be in the pairs beside it.
  static func split(
    _ pairs: [SentencePair], _ kind: PairKind, _ part: Double, _ seed: UInt64
  ) -> (train: [SentencePair], dev: [SentencePair]) {
    let count = Int(Double(pairs.count) * part)
    if kind == .next {
      // The pair in between has a sentence of either part.
      let held = min(count, pairs.count - 2)
      return held < 1 ? (pairs, []) : (pairs.dropLast(held + 1), pairs.suffix(held))
    }
    var order = Array(pairs.indices)
    var generator = SplitMix64(seed, 0x7061_6972)
    order.seededShuffle(using: &generator)
    let held = Set(order.prefix(min(count, pairs.count - 1)))
    return (
      pairs.indices.filter { !held.contains($0) }.map { pairs[$0] },
      pairs.indices.filter { held.contains($0) }.map { pairs[$0] }
    )
  }

  /// Identifies pairs, to tell whether a model learned from them.
  static func digest(_ pairs: [SentencePair]) -> String {
    var digest = SHA256()
    for pair in pairs {
      for text in [pair.source, pair.target] { digest.update("\(text.utf8.count)\0\(text)") }
    }
    return digest.hex()
  }
}
