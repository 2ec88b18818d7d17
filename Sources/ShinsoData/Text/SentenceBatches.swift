import ShinsoFormats
import ShinsoTensor

/// The sentences of a text, one after the other on lines of their own, in batches of about equal
/// lengths. A network reads each from a state of zeros: first the line break, which stands for what
/// other programs write as `</s>`, then the tokens; and says each next token, at last the line break.
public struct SentenceBatches: Dataset {
  public struct Batch: Sendable {
    /// int64 `[T, B]`; after a sentence's end any tokens.
    public let inputs: Tensor
    /// int64 `[T * B]`, ordered by time, then by sentence; -1 after a sentence's end.
    public let targets: Tensor
    /// The targets that count.
    public let targetCount: Int
  }

  private struct Sentence {
    let start: Int
    let length: Int
  }

  private let tokens: TokenIDs
  private let end: Int32
  private let batchSize: Int
  /// The sentences of each batch.
  private var batches: [[Sentence]]

  /// Longer sentences are read in parts.
  static let longest = 512
  /// A batch of long sentences holds fewer: so many steps for each of `batchSize`.
  static let usualLength = 64

  /// - Parameters:
  ///   - end: the id of the line break. Empty lines do not count.
  ///   - batchSize: the most sentences in a batch.
  ///   - name: the name that error messages use for the text.
  /// - Throws: `InputError` if there is no sentence.
  public init(
    _ tokens: TokenIDs, end: Int32, batchSize: Int, name: String = "text"
  ) throws(InputError) {
    precondition(batchSize > 0, "SentenceBatches: \(batchSize) sentences in a batch")
    self.tokens = tokens
    self.end = end
    self.batchSize = batchSize
    var sentences: [Sentence] = []
    var start = 0
    for place in 0...tokens.count {
      guard place == tokens.count || tokens[place] == end || place - start == Self.longest else {
        continue
      }
      if place > start { sentences.append(Sentence(start: start, length: place - start)) }
      start = place < tokens.count && tokens[place] == end ? place + 1 : place
    }
    guard !sentences.isEmpty else { throw InputError(name, "holds no sentences") }
    sentences.sort { ($0.length, $0.start) < ($1.length, $1.start) }
    var batches: [[Sentence]] = []
    var batch: [Sentence] = []
    for sentence in sentences {
      let area = (sentence.length + 1) * (batch.count + 1)
      if batch.count == batchSize || area > batchSize * Self.usualLength, !batch.isEmpty {
        batches.append(batch)
        batch = []
      }
      batch.append(sentence)
    }
    self.batches = batches + [batch]
  }

  /// The number of batches: each is a sample of the loader's.
  public var count: Int { batches.count }

  /// All targets, sentence ends included.
  public var targetCount: Int {
    batches.reduce(0) { $0 + $1.reduce(0) { $0 + $1.length + 1 } }
  }

  public var identity: String {
    var digest = SHA256()
    digest.update("sentences \(end) \(batchSize)\0")
    tokens.withBytes { digest.update($0) }
    return digest.hex()
  }

  public var bytesPerSample: Int { 2 * batchSize * Self.usualLength * MemoryLayout<Int64>.stride }

  public func batch(_ draws: [Draw]) throws -> Batch {
    precondition(draws.count == 1, "SentenceBatches: one batch at a time, not \(draws.count)")
    return batch(draws[0].index)
  }

  /// The batch with that index. Only copies memory, so several threads may make batches at once.
  public func batch(_ index: Int) -> Batch {
    let sentences = batches[index]
    let steps = (sentences.map(\.length).max() ?? 0) + 1
    var inputs: [Int64] = []
    var targets: [Int64] = []
    for step in 0..<steps {
      for sentence in sentences {
        let place = sentence.start + step
        inputs.append(step == 0 || step > sentence.length ? Int64(end) : Int64(tokens[place - 1]))
        targets.append(
          step < sentence.length ? Int64(tokens[place]) : step == sentence.length ? Int64(end) : -1)
      }
    }
    return Batch(
      inputs: Tensor(inputs, shape: [steps, sentences.count]), targets: Tensor(targets),
      targetCount: sentences.reduce(0) { $0 + $1.length + 1 })
  }
}

extension SentenceBatches: SharedDataset {
  /// Whole batches are dealt out like other samples; divided, each rank gets some sentences of each.
  public func part(_ rank: Int, of ranks: Int, divided: Bool) throws -> SentenceBatches? {
    guard divided else { return nil }
    var part = self
    part.batches = batches.map { batch in
      let own = batch.indices.filter { $0 % ranks == rank }.map { batch[$0] }
      // Whoever has nothing to do in a small batch does a part of it as well.
      return own.isEmpty ? [batch[rank % batch.count]] : own
    }
    return part
  }
}
