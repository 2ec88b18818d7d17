import ShinsoData
import ShinsoModels
import ShinsoTensor

/// Translates sentences with any model.
struct SentenceTranslator<Model: Translator> {
  let model: Model
  let reader: SentenceReader
  let target: Vocabulary
  /// The most tokens of a target that was learned from.
  let longestTarget: Int

  /// - Parameters:
  ///   - replacesUnknown: whether an unknown word is replaced by the word that was looked at most
  ///     (Luong et al., ACL 2015, with the word itself for its translation).
  /// - Throws: `InputError` naming `name` if a sentence has no tokens or too many.
  func translate(
    _ sentences: [String], _ search: BeamSearch, replacesUnknown: Bool = true,
    name: String = "text", progress: (Int) throws -> Void = { _ in }
  ) throws -> [Translation] {
    let tokens = try sentences.map { try reader.encode($0, name) }
    // Sentences of like lengths together, with about as many rows in a batch for any beam.
    let order = tokens.indices.sorted { (tokens[$0].count, $0) < (tokens[$1].count, $1) }
    var found = [Translation?](repeating: nil, count: sentences.count)
    let modes = model.modes
    model.mode = .evaluation
    defer { model.modes = modes }
    let size = max(160 / search.width, 1)
    for start in stride(from: 0, to: order.count, by: size) {
      let chosen = order[start..<min(start + size, order.count)]
      let results = try search.search(model, chosen.map { tokens[$0] }) {
        max(2 * $0 + 10, longestTarget)
      }
      for (place, hypotheses) in zip(chosen, results) {
        found[place] = try Translation(
          hypotheses[0], of: sentences[place], source: reader.vocabulary, target: target,
          replacesUnknown: replacesUnknown)
      }
      try progress(min(start + size, order.count))
    }
    return found.compactMap(\.self)
  }

  /// The texts that it makes of sentences; of those that it does not read, the empty text.
  func texts(
    of sentences: [String], _ search: BeamSearch, replacesUnknown: Bool,
    progress: (Int) throws -> Void
  ) throws -> [String] {
    let places = sentences.indices.filter { reader.reads(sentences[$0]) }
    let found = try translate(
      places.map { sentences[$0] }, search, replacesUnknown: replacesUnknown, progress: progress)
    var texts = [String](repeating: "", count: sentences.count)
    for (place, translation) in zip(places, found) { texts[place] = translation.text }
    return texts
  }

  /// The mean loss over the tokens of pairs, without smoothing.
  func loss(
    on pairs: TokenPairs, checkForStop: () throws -> Void
  ) throws -> (mean: Double, tokens: Int) {
    let modes = model.modes
    model.mode = .evaluation
    defer { model.modes = modes }
    let order = (0..<pairs.count).sorted {
      (pairs.sources[$0].count, $0) < (pairs.sources[$1].count, $1)
    }
    var (sum, count) = (0.0, 0)
    for start in stride(from: 0, to: order.count, by: 64) {
      try checkForStop()
      let batch = try pairs.batch(
        order[start..<min(start + 64, order.count)].map {
          Draw(index: $0, generator: SplitMix64(seed: 0))
        })
      let loss = withoutGradients {
        model.loss(
          batch.sources, lengths: batch.lengths, targets: batch.targets, labels: batch.labels)
      }
      sum += loss.item() * Double(batch.labelCount)
      count += batch.labelCount
    }
    return (sum / Double(max(count, 1)), count)
  }
}
