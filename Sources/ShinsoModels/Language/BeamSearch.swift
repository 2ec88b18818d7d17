import Foundation
import ShinsoTensor

/// Searches the likeliest targets of a ``Translator``: at each step it keeps the best few
/// beginnings of each source. The same model and sources give the same targets; of equal scores,
/// the earlier row and the smaller token win. A width of 1 is greedy search.
public struct BeamSearch: Sendable {
  /// How many beginnings are kept for each source.
  public var width: Int
  /// Log probabilities are divided by the length to this power before complete targets are
  /// compared: 0 compares them as they are, which favors short targets; 1 compares means.
  public var normalization: Double

  public init(width: Int = 5, normalization: Double = 1) {
    stopUnless(width >= 1, in: "BeamSearch", "the width \(width) must be at least 1")
    self.width = width
    self.normalization = normalization
  }

  /// The targets found for each source, best first, at least one each.
  ///
  /// - Parameters:
  ///   - model: in evaluation mode, or dropout disturbs it.
  ///   - sources: tokens of each source, at least one.
  ///   - limit: the most tokens of a target, from the length of its source.
  /// - Throws: `InputError` if the model's predictions are not finite numbers.
  public func search<Model: Translator>(
    _ model: Model, _ sources: [[Int]], limit: (Int) -> Int
  ) throws(InputError) -> [[Hypothesis]] {
    guard !sources.isEmpty else { return [] }
    let steps = sources.map(\.count).max() ?? 0
    let padded = (0..<steps).flatMap { step in
      sources.map { Int64(step < $0.count ? $0[step] : SequenceToken.end) }
    }
    let start = withoutGradients {
      model.start(
        Tensor(padded, shape: [steps, sources.count]),
        lengths: Tensor(sources.map { Int64($0.count) }))
    }
    return try search(
      model, from: start, begins: sources.map { _ in SequenceToken.begin },
      limits: sources.map { limit($0.count) })
  }

  /// The sequences found from each row of a state, best first, at least one each.
  ///
  /// - Parameters:
  ///   - model: in evaluation mode, or dropout disturbs it.
  ///   - begins: what each row reads first.
  ///   - limits: the most tokens of each row's sequence.
  ///   - excluded: tokens that are never written.
  /// - Throws: `InputError` if the model's predictions are not finite numbers.
  public func search<Model: SequenceDecoder>(
    _ model: Model, from start: Model.State, begins: [Int], limits: [Int],
    excluding excluded: Set<Int> = [SequenceToken.begin]
  ) throws(InputError) -> [[Hypothesis]] {
    guard !begins.isEmpty else { return [] }
    var searches = limits.map { SourceSearch(limit: max($0, 1), excluded: excluded) }
    var state = withoutGradients {
      start.selecting(begins.indices.flatMap { Array(repeating: $0, count: width) })
    }
    var active = Array(begins.indices)
    var tokens = begins.flatMap { Array(repeating: $0, count: width) }
    // Those that are excluded may be among the best.
    let choices = 2 * width + excluded.count - 1
    while true {
      let step = withoutGradients { model.next(Tensor(tokens.map(Int64.init)), state) }
      let best = try Choices(step.logits, count: choices, weights: step.weights)
      var rows: [Int] = []
      tokens = []
      for (place, index) in active.enumerated() {
        let kept = searches[index].advance(
          best, rows: place * width..<(place + 1) * width, width)
        rows += kept.rows
        tokens += kept.tokens
      }
      let going = active.indices.filter { !searches[active[$0]].isDone }
      if going.isEmpty { break }
      // Sources that are done go along until half of them are: few sizes of batches occur then.
      if 2 * going.count <= active.count {
        let places = going.flatMap { $0 * width..<($0 + 1) * width }
        (rows, tokens) = (places.map { rows[$0] }, places.map { tokens[$0] })
        active = going.map { active[$0] }
      }
      let after = step.state
      state = withoutGradients { after.selecting(rows) }
    }
    return searches.map { $0.best(normalization) }
  }
}

/// The likeliest tokens of each row.
private struct Choices {
  let count: Int
  let logProbabilities: [Float]
  let tokens: [Int64]
  /// Of each row; empty if the model does not tell.
  let weights: [[Float]]

  init(_ logits: Tensor, count: Int, weights: Tensor?) throws(InputError) {
    let (values, indices) = withoutGradients {
      logSoftmax(logits).topK(min(count, logits.shape[1]))
    }
    self.count = values.shape[1]
    logProbabilities = values.scalars()
    guard logProbabilities.allSatisfy({ $0 <= 0 }) else {
      throw InputError("model", "gives predictions that are not finite numbers")
    }
    tokens = indices.scalars(as: Int64.self)
    let width = weights?.shape[1] ?? 0
    let all: [Float] = weights?.scalars() ?? []
    self.weights =
      weights == nil
      ? [] : (0..<logits.shape[0]).map { Array(all[($0 * width)..<(($0 + 1) * width)]) }
  }
}

/// The search for the targets of one source.
private struct SourceSearch {
  let limit: Int
  /// Tokens that are never written.
  let excluded: Set<Int>
  private var live = [
    Hypothesis(tokens: [], logProbability: 0, weights: [], isComplete: false)
  ]
  private var finished: [Hypothesis] = []
  private(set) var isDone = false

  init(limit: Int, excluded: Set<Int>) {
    self.limit = limit
    self.excluded = excluded
  }

  /// Goes on by a token.
  ///
  /// - Parameter rows: this source's, of which the first ones belong to `live`, in order.
  /// - Returns: for each of the rows, the row that it goes on from, and the token that it adds.
  mutating func advance(
    _ best: Choices, rows: Range<Int>, _ width: Int
  ) -> (rows: [Int], tokens: [Int]) {
    if isDone { return (Array(rows), rows.map { _ in SequenceToken.end }) }
    var candidates: [(sum: Double, place: Int, token: Int)] = []
    for place in live.indices {
      let start = (rows.lowerBound + place) * best.count
      for choice in start..<(start + best.count)
      where !excluded.contains(Int(best.tokens[choice])) {
        candidates.append(
          (
            live[place].logProbability + Double(best.logProbabilities[choice]), place,
            Int(best.tokens[choice])
          ))
      }
    }
    candidates.sort { ($1.sum, $0.place, $0.token) < ($0.sum, $1.place, $1.token) }
    var kept: [Hypothesis] = []
    var from: [Int] = []
    for (rank, candidate) in candidates.enumerated() where kept.count < width {
      var next = live[candidate.place]
      next.logProbability = candidate.sum
      if candidate.token == SequenceToken.end {
        // A worse end than that would not have been among the beginnings that are kept.
        guard rank < width else { continue }
        next.isComplete = true
        finished.append(next)
        continue
      }
      next.tokens.append(candidate.token)
      if !best.weights.isEmpty {
        next.weights.append(best.weights[rows.lowerBound + candidate.place])
      }
      kept.append(next)
      from.append(rows.lowerBound + candidate.place)
    }
    live = kept
    isDone = finished.count >= width || live.isEmpty || live[0].tokens.count >= limit
    let missing = rows.count - kept.count
    return (
      from + Array(repeating: rows.lowerBound, count: missing),
      kept.map { $0.tokens[$0.tokens.count - 1] }
        + Array(repeating: SequenceToken.end, count: missing)
    )
  }

  func best(_ normalization: Double) -> [Hypothesis] {
    let found = finished.isEmpty ? live : finished
    return found.enumerated().sorted { a, b in
      let (first, second) = (a.element.score(normalization), b.element.score(normalization))
      return first != second ? first > second : a.offset < b.offset
    }.map(\.element)
  }
}
