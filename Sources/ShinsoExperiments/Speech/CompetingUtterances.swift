import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor

/// Whole utterances with what might have been said in them, for training a network by sequences.
struct CompetingUtterances: Dataset {
  struct Batch: Sendable {
    /// Frames of all utterances, spliced: `[N, inputs]`.
    let samples: Tensor
    /// Their tied states, int64 `[N]`.
    let labels: Tensor
    let utterances: [CompetingWords]
    /// Of each utterance: its first frame.
    let starts: [Int]
  }

  private let utterances: [CompetingWords]
  private let states: [[Int32]]
  private let splicing: FrameSplicing
  let identity: String

  /// - Parameter states: of each utterance's frames.
  init(_ utterances: [CompetingWords], states: [[Int32]], _ splicing: FrameSplicing) {
    precondition(utterances.map(\.frames.count) == states.map(\.count))
    self.utterances = utterances
    self.states = states
    self.splicing = splicing
    var digest = SHA256()
    digest.update("\(splicing.context) ")
    for (utterance, states) in zip(utterances, states) {
      utterance.frames.rows.withUnsafeBytes { digest.update($0) }
      states.withUnsafeBytes { digest.update($0) }
      digest.update("\(utterance.hypotheses.map(\.words))")
    }
    identity = digest.hex()
  }

  var count: Int { utterances.count }
  var bytesPerSample: Int {
    let width = utterances.first.map { splicing.count($0.frames.width) } ?? 0
    return states.reduce(0) { $0 + $1.count } / max(count, 1) * width * MemoryLayout<Float>.stride
  }

  func batch(_ draws: [Draw]) -> Batch {
    let chosen = draws.map { utterances[$0.index] }
    let starts = chosen.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.frames.count) }
    let width = splicing.count(chosen[0].frames.width)
    let samples = Tensor(shape: [starts[starts.count - 1], width]) { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (utterance, start) in zip(chosen, starts) {
        splicing.write(
          utterance.frames,
          into: UnsafeMutableBufferPointer(
            rebasing: values[start * width..<(start + utterance.frames.count) * width]))
      }
    }
    return Batch(
      samples: samples, labels: Tensor(draws.flatMap { states[$0.index].map { Int64($0) } }),
      utterances: chosen, starts: starts)
  }
}
