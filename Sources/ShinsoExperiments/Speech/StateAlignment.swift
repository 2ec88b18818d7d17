import ShinsoModels
import ShinsoTensor

/// The tied state of each frame of the utterances, along the likeliest way through what was said.
struct StateAlignment {
  /// Of each utterance for training; nil for those that are too short for their words.
  let train: [[Int32]?]
  private let held: [[Int32]?]
  private let data: SpeechData
  private let stateCount: Int

  /// - Parameter scorer: of the model's tied states.
  init(_ data: SpeechData, _ model: AcousticModel, _ scorer: any StateScorer) {
    func states(_ utterances: [SpeechData.Utterance]) -> [[Int32]?] {
      // In parts, for the memory.
      stride(from: 0, to: utterances.count, by: 32).flatMap { start in
        let part = Array(utterances[start..<min(start + 32, utterances.count)])
        let graphs = part.concurrentMap { model.graph(of: data.pronounced($0).words) }
        return zip(part, graphs).map { ($1, scorer.scores($0.frames, states: $1.outputs)) }
          .concurrentMap { model.alignedStates($0, $1) }
      }
    }
    train = states(data.train)
    held = states(data.held)
    self.data = data
    stateCount = model.tying.stateCount
  }

  func trainFrames(_ splicing: FrameSplicing, _ variation: FrameVariation?) -> AlignedFrames {
    frames(data.train, train, splicing, variation)
  }

  func heldFrames(_ splicing: FrameSplicing) -> AlignedFrames {
    frames(data.held, held, splicing, nil)
  }

  private func frames(
    _ utterances: [SpeechData.Utterance], _ states: [[Int32]?], _ splicing: FrameSplicing,
    _ variation: FrameVariation?
  ) -> AlignedFrames {
    let found = utterances.indices.filter { states[$0] != nil }
    return AlignedFrames(
      found.map { utterances[$0].frames }, states: found.map { states[$0] ?? [] },
      stateCount: stateCount, splicing, variation)
  }

  /// How frequent the states are in training.
  var logPriors: [Float] {
    var counts = [Int](repeating: 0, count: stateCount)
    for state in train.lazy.compactMap(\.self).joined() { counts[Int(state)] += 1 }
    return HybridScorer.logPriors(counts)
  }
}
