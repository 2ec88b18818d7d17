import CKernels
import ShinsoNN
import ShinsoTensor

/// Word vectors that predict their neighbors: Mikolov, Chen, Corrado & Dean, "Efficient estimation of
/// word representations in vector space", 2013, and Mikolov et al., "Distributed representations of
/// words and phrases and their compositionality", NIPS 2013. Continuous bag of words or skip-gram, by
/// negative sampling or hierarchical softmax, with subsampling of frequent words, windows of random
/// width, noise words by their frequency to the power of 0.75, and a falling learning rate.
///
/// Context words of a window are trained as small matrix products (Ji et al., "Parallelizing word2vec
/// in shared and distributed memory", 2016): up to sixteen at a time with the nodes of a path, and two
/// at a time with the noise words that they share. These see the outputs as they were, where the
/// original tool goes from one context word to the next; all outputs of a word see the context as it
/// was, as there. Threads work on the same vectors without locks (Hogwild), so that two runs differ
/// slightly, unless
/// ``Settings/isDeterministic``: then two copies learn from half of the words each and are joined
/// again and again, on one thread or on two.
public final class Word2Vec {
  public struct Settings: Sendable, Hashable {
    public var dimension = 100
    /// The most words on each side.
    public var window = 5
    /// Noise words for each word; 0 without negative sampling.
    public var negative = 5
    public var usesHierarchicalSoftmax = false
    /// Continuous bag of words; else skip-gram.
    public var isBag = true
    /// Words that make up a larger part of the text than this are thinned out; 0 keeps all.
    public var sample = 1e-3
    public var isDeterministic = false

    public init() {}
  }

  public let settings: Settings
  private let counts: [Int]
  private let copies: [WeightCopy]
  /// What both copies were when they were last joined.
  private let base: WeightCopy?
  private let keep: [UInt32]
  private let noise: AliasTable
  private let paths: HuffmanPaths

  /// - Parameters:
  ///   - counts: how often each word occurs, not rising; at least one word.
  ///   - seed: of the initial vectors, which are even between ±1/dimension as in gensim since version 4:
  ///     a small text then learns more than from the original tool's half of it.
  public init(counts: [Int], _ settings: Settings, seed: UInt64) {
    precondition(!counts.isEmpty, "Word2Vec: there are no words")
    self.settings = settings
    self.counts = counts
    let copies = (0..<(settings.isDeterministic ? 2 : 1)).map { _ in
      WeightCopy(words: counts.count, settings)
    }
    self.copies = copies
    base = settings.isDeterministic ? WeightCopy(words: counts.count, settings) : nil
    noise = AliasTable(
      counts.map { Double($0).squareRoot() * Double($0).squareRoot().squareRoot() })
    paths = settings.usesHierarchicalSoftmax ? HuffmanPaths(counts) : HuffmanPaths([])
    keep = Self.kept(counts, settings.sample)
    var generator = SplitMix64(seed, 0x7632_77)
    let input = copies[0].input
    for row in 0..<input.count {
      for column in 0..<input.width {
        let unit = Double(generator.next() >> 11) * 0x1p-53
        input.floats[row * input.stride + column] = Float((2 * unit - 1) / Double(input.width))
      }
    }
    spread()
  }

  /// The probability of keeping each word, times 2^32: (√(f / s) + 1) · s / f for a part f of the
  /// text, as in the original tool.
  private static func kept(_ counts: [Int], _ sample: Double) -> [UInt32] {
    if sample <= 0 { return [] }
    let limit = sample * counts.reduce(0.0) { $0 + Double($1) }
    return counts.map { count in
      let share = limit / Double(count)
      return UInt32(min((1 / share).squareRoot() * share + share, 1) * Double(UInt32.max))
    }
  }

  /// Trains on tokens: numbers of words, and -1 where a sentence ends.
  ///
  /// - Parameters:
  ///   - rate: the learning rate at the first and behind the last token.
  ///   - seed: of what is left out and drawn; each call needs another.
  /// - Returns: The mean logistic loss of a sample of the predictions, and their number.
  @discardableResult
  public func train(
    _ tokens: UnsafeBufferPointer<Int32>, rate: (first: Float, last: Float), seed: UInt64
  ) -> (loss: Double, predictions: Int) {
    let parts = settings.isDeterministic ? 2 : max(Threads.count, 1)
    var states = (0..<parts).map { part in
      shinso_word2vec_state(
        random: SplitMix64(seed, UInt64(part)).state, loss: 0, predictions: 0, windows: 0)
    }
    let length = settings.isDeterministic ? tokensBetweenJoins : tokens.count
    func rateBefore(_ token: Int) -> Float {
      let part = Float(token) / Float(max(tokens.count, 1))
      return rate.first + part * (rate.last - rate.first)
    }
    states.withUnsafeMutableBufferPointer { states in
      for start in stride(from: 0, to: tokens.count, by: max(length, 1)) {
        let end = min(start + length, tokens.count)
        let job = Job(
          tokens: UnsafeBufferPointer(rebasing: tokens[start..<end]), states: states,
          rate: (rateBefore(start), rateBefore(end)))
        Parallel.onTeam { thread, team in
          for part in stride(from: thread, to: parts, by: team) { train(job, part, of: parts) }
        }
        join(job.rate.first)
      }
    }
    let predictions = states.reduce(0) { $0 + Int($1.predictions) }
    return (states.reduce(0) { $0 + $1.loss } / Double(max(predictions, 1)), predictions)
  }

  /// With more, two copies learn less from a small text than one would; with fewer, joining them would
  /// take longer than training.
  private var tokensBetweenJoins: Int { max(10_000, 4 * counts.count) }

  private struct Job: @unchecked Sendable {
    let tokens: UnsafeBufferPointer<Int32>
    let states: UnsafeMutableBufferPointer<shinso_word2vec_state>
    let rate: (first: Float, last: Float)
  }

  private func train(_ job: Job, _ part: Int, of parts: Int) {
    let count = job.tokens.count
    let (start, end) = (count * part / parts, count * (part + 1) / parts)
    guard start < end, let tokens = job.tokens.baseAddress, let states = job.states.baseAddress
    else { return }
    let weights = copies[settings.isDeterministic ? part : 0]
    let scratch = PaddedRows(count: Int(SHINSO_WORD2VEC_SCRATCH), width: settings.dimension)
    withUnsafePointers { keep, thresholds, aliases, starts, nodes, labels in
      var model = shinso_word2vec(
        input: weights.input.floats, noise: weights.noise?.floats, nodes: weights.nodes?.floats,
        input_changes: weights.input.changes, noise_changes: weights.noise?.changes,
        node_changes: weights.nodes?.changes, stride: weights.input.stride, keep: keep,
        alias_threshold: thresholds, alias_word: aliases, vocabulary: UInt32(counts.count),
        path_starts: starts, path_nodes: nodes, path_labels: labels,
        window: Int32(settings.window), negative: Int32(settings.negative),
        is_bag: settings.isBag ? 1 : 0)
      if !settings.isDeterministic {
        (model.input_changes, model.noise_changes, model.node_changes) = (nil, nil, nil)
      }
      shinso_word2vec_train(
        &model, tokens + start, end - start, job.rate.first, job.rate.last, scratch.floats,
        states + part)
    }
  }

  private func withUnsafePointers(
    _ body: (
      UnsafePointer<UInt32>?, UnsafePointer<UInt32>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?, UnsafePointer<Float>?
    ) -> Void
  ) {
    keep.withUnsafeBufferPointer { keep in
      noise.thresholds.withUnsafeBufferPointer { thresholds in
        noise.aliases.withUnsafeBufferPointer { aliases in
          paths.starts.withUnsafeBufferPointer { starts in
            paths.nodes.withUnsafeBufferPointer { nodes in
              paths.labels.withUnsafeBufferPointer { labels in
                body(
                  keep.isEmpty ? nil : keep.baseAddress, thresholds.baseAddress,
                  aliases.baseAddress, starts.baseAddress, nodes.baseAddress, labels.baseAddress)
              }
            }
          }
        }
      }
    }
  }

  // MARK: Copies

  private func join(_ rate: Float) {
    guard let base else { return }
    let pairs = zip(base.all, zip(copies[0].all, copies[1].all))
    Parallel.onTeam { thread, team in
      for (base, (a, b)) in pairs {
        let (start, end) = (base.count * thread / team, base.count * (thread + 1) / team)
        let place = start * base.stride
        shinso_word2vec_join(
          base.floats + place, a.floats + place, b.floats + place, a.changes + start,
          b.changes + start, end - start, base.stride, rate)
      }
    }
  }

  /// Makes all copies equal to the first.
  private func spread() {
    for copy in copies.dropFirst() + (base.map { [$0] } ?? []) {
      for (to, from) in zip(copy.all, copies[0].all) { to.copy(from) }
    }
  }

  // MARK: State

  /// The words' vectors, `[words, dimension]`.
  public var vectors: Tensor { copies[0].input.tensor }

  /// Everything that training changes.
  public var state: [(name: String, tensor: Tensor)] {
    copies[0].named.map { ($0.name, $0.rows.tensor) }
  }

  /// - Throws: `InputError` if something is missing or has the wrong shape.
  public func load(_ state: [(name: String, tensor: Tensor)], from file: String) throws {
    for (name, rows) in copies[0].named {
      guard let tensor = state.first(where: { $0.name == name })?.tensor,
        tensor.shape == [rows.count, rows.width], tensor.dtype == .float32
      else {
        throw InputError(file, "has no \(name) of shape [\(rows.count), \(rows.width)]")
      }
      rows.load(tensor)
    }
    spread()
  }
}
