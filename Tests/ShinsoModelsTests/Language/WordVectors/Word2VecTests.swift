import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct Word2VecTests {
  /// Sentences of eight words, each of one of two topics: words 0 to 9, or 10 to 19.
  static let tokens: [Int32] = {
    var generator = SplitMix64(seed: 4)
    return (0..<4000).flatMap { sentence -> [Int32] in
      let topic = Int32(sentence % 2) * 10
      return (0..<8).map { _ in topic + Int32(generator.next() % 10) } + [-1]
    }
  }()
  static let counts = (0..<20).map { word in tokens.count { $0 == Int32(word) } }

  private func trained(
    _ change: (inout Word2Vec.Settings) -> Void, threads: Int = 1, passes: Int = 5
  ) -> Word2Vec {
    let before = Threads.count
    Threads.count = threads
    defer { Threads.count = before }
    var settings = Word2Vec.Settings()
    settings.dimension = 20
    settings.sample = 0
    change(&settings)
    let model = Word2Vec(counts: Self.counts, settings, seed: 3)
    Self.tokens.withUnsafeBufferPointer { tokens in
      for pass in 0..<passes {
        let rate = 0.05 * (1 - Float(pass) / Float(passes))
        model.train(tokens, rate: (rate, rate * 0.8), seed: UInt64(pass))
      }
    }
    return model
  }

  /// The mean cosine of words of one topic, less that of words of two.
  private func separation(_ model: Word2Vec) -> Double {
    let vectors = WordVectors((0..<20).map { "\($0)" }, model.vectors)
    func mean(_ a: Range<Int>, _ b: Range<Int>) -> Double {
      let pairs = a.flatMap { i in b.filter { $0 != i }.map { (i, $0) } }
      return pairs.reduce(0) { $0 + vectors.cosine($1.0, $1.1) } / Double(pairs.count)
    }
    return mean(0..<10, 0..<10) - mean(0..<10, 10..<20)
  }

  @Test(arguments: [true, false], [(5, false), (0, true), (3, true), (20, false)])
  func wordsOfOneTopicComeNear(isBag: Bool, outputs: (negative: Int, tree: Bool)) {
    let model = trained {
      $0.isBag = isBag
      $0.negative = outputs.negative
      $0.usesHierarchicalSoftmax = outputs.tree
    }
    #expect(separation(model) > 0.5)
  }

  @Test(arguments: [true, false])
  func isTheSameOnOneThreadAndTwo(isBag: Bool) {
    func vectors(_ threads: Int) -> [Float] {
      trained(
        {
          $0.isBag = isBag
          $0.isDeterministic = true
          $0.usesHierarchicalSoftmax = true
          $0.sample = 1e-2
        }, threads: threads
      ).vectors.scalars()
    }
    let one = vectors(1)
    #expect(one == vectors(2))
    #expect(one.allSatisfy { $0.isFinite })
  }

  @Test func joinedCopiesLearnAsOneDoes() {
    let alone = separation(trained { $0.isBag = false })
    let joined = trained(
      {
        $0.isBag = false
        $0.isDeterministic = true
      }, threads: 2)
    #expect(abs(separation(joined) - alone) < 0.1)
  }

  /// More context words than one product takes, and rows that are no whole number of lanes.
  @Test func windowsMayBeWide() {
    let model = trained(
      {
        $0.window = 40
        $0.dimension = 33
        $0.isBag = false
        $0.negative = 17
      }, passes: 1)
    #expect(separation(model) > 0.3)
    #expect(model.vectors.shape == [20, 33])
  }

  @Test func loadsItsState() throws {
    let model = trained({ $0.isDeterministic = true }, passes: 1)
    var settings = model.settings
    let other = Word2Vec(counts: Self.counts, settings, seed: 99)
    try other.load(model.state, from: "state")
    Self.tokens.withUnsafeBufferPointer { tokens in
      for each in [model, other] { each.train(tokens, rate: (0.03, 0.02), seed: 7) }
    }
    #expect(model.vectors.scalars() == other.vectors.scalars() as [Float])
    settings.dimension = 21
    let wrong = Word2Vec(counts: Self.counts, settings, seed: 1)
    #expect(throws: InputError("state", "has no vectors of shape [20, 21]")) {
      try wrong.load(model.state, from: "state")
    }
  }

  @Test func oneWordAlone() {
    var settings = Word2Vec.Settings()
    settings.usesHierarchicalSoftmax = true
    let model = Word2Vec(counts: [4], settings, seed: 1)
    [0, 0, -1, 0, 0].withUnsafeBufferPointer {
      _ = model.train($0, rate: (0.05, 0.01), seed: 1)
    }
    #expect(model.vectors.scalars(as: Float.self).allSatisfy { $0.isFinite })
  }
}
