import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The pairs that a translator is scored on: the test part, else the dev part, else what its training
/// held out, else all there are.
struct TestPairs {
  let data: DataName
  let pairs: [SentencePair]
  /// What the model learned from, where none of `pairs` is among it; else empty.
  private(set) var known: [SentencePair] = []
  /// For the progress line.
  private(set) var title = "test pairs"

  /// - Throws: `InputError` if there are none, or if what the training held out is not known.
  init(_ options: TranslationEvaluationOptions, _ file: TrainedModel) throws {
    let trained = file.metadata["data"].map { DataName($0) }
    guard let data = options.data ?? trained else {
      throw InputError("--data", "name the pairs: the model does not say what it learned from")
    }
    if options.data == nil, data.isStandardInput {
      throw InputError("--data", "the model learned from standard input; name pairs to score")
    }
    guard let kind = PairKind(rawValue: try file.required("pairs")) else {
      throw InputError(file.file.path, "has pairs of a kind that makes no sense")
    }
    self.data = data
    let all = try PairData.pairs(
      data, kind, source: options.source ?? file.metadata["source"],
      target: options.target ?? file.metadata["target"])
    for part in [SentencePairs.Part.test, .dev] where !all[part].isEmpty {
      (known, pairs) = (all[.train], all[part])
      return
    }
    let isSameName = !data.isStandardInput && trained?.isSame(as: data) == true
    // Models of before do not have it.
    let digest = file.metadata["pairsDigest"]
    let isOwn = digest.map { $0 == PairData.digest(all[.train]) } ?? isSameName
    let heldOut: Double = try file.value("heldOut")
    guard (0...0.5).contains(heldOut) else {
      throw InputError(file.file.path, "says heldOut \(heldOut), which makes no sense")
    }
    if isOwn, heldOut > 0 {
      // Then the pairs were chosen by the seed, whatever their kind.
      let (train, dev) = PairData.split(
        all[.train], digest == nil ? .given : kind, heldOut, try file.value("seed"))
      if !dev.isEmpty {
        (known, pairs) = (train, dev)
        return
      }
    }
    pairs = all[.train]
    if isOwn {
      title = "training pairs"
      Console.note("\(data): the model learned from these pairs; name others by --data")
    } else if isSameName {
      guard heldOut == 0 else {
        throw InputError(
          data.text,
          "has changed since the model was trained, so what was held out is not known; name other "
            + "pairs by --data")
      }
      Console.note("\(data): has changed since the model learned from it; it may know some pairs")
    }
  }
}
