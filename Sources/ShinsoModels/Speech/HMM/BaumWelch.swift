/// One pass of expectation maximization over all utterances (Baum, Petrie, Soules & Weiss, Ann. Math.
/// Statist. 41, 1970): all ways through the words of each utterance count by their probability.
public struct BaumWelch: Sendable {
  /// The logarithm of how much less likely than the best state of a frame others may be.
  public var beam = 200.0
  /// `[width]`; no variance becomes smaller.
  public var varianceFloor: [Float]

  public init(varianceFloor: [Float]) { self.varianceFloor = varianceFloor }

  /// What a pass found.
  public struct Outcome: Sendable {
    /// The model after the pass.
    public let model: AcousticModel
    /// The frames of each tied state.
    public let occupancies: [Double]
    /// For each frame, before the pass.
    public let logLikelihood: Double
    /// Utterances whose frames are too few for their words.
    public let unused: [String]
  }

  /// - Parameters:
  ///   - graphs: one for each utterance, made by the model.
  public func pass(
    _ model: AcousticModel, _ utterances: [TrainingUtterance], _ graphs: [StateGraph]
  ) -> Outcome {
    let scorer = MixtureScorer(model.mixtures)
    let empty = Expectation(model)
    let sum = accumulate(utterances.count, empty) { index, expectation in
      let (utterance, graph) = (utterances[index], graphs[index])
      let scores = scorer.scores(utterance.frames, mixtures: graph.outputs)
      guard let pass = forwardBackward(graph, model.transitions, scores) else {
        expectation.unused.append(utterance.id)
        return
      }
      var posteriors: [(frame: Int, mixture: Int32, probability: Float)] = []
      pass.backward(&expectation.transitions) { frame, state, probability in
        let mixture = graph.outputs[Int(graph.states[state].output)]
        posteriors.append((frame, mixture, Float(probability)))
      }
      expectation.mixtures.add(utterance.frames, posteriors, scorer)
      expectation.logLikelihood += pass.logLikelihood
      expectation.frames += utterance.frames.count
    }
    var result = model
    result.transitions = model.transitions.maximized(sum.transitions, model.phones)
    result.mixtures = sum.mixtures.maximized(model.mixtures, floor: varianceFloor)
    return Outcome(
      model: result, occupancies: sum.mixtures.mixtureOccupancies,
      logLikelihood: sum.logLikelihood / Double(max(sum.frames, 1)), unused: sum.unused)
  }

  /// What was seen of each phone in each context.
  ///
  /// - Parameter graphs: one for each utterance, which keep contexts.
  public func contexts(
    _ model: AcousticModel, _ utterances: [TrainingUtterance], _ graphs: [StateGraph]
  ) -> ContextStatistics {
    let scorer = MixtureScorer(model.mixtures)
    let empty = ContextStatistics(width: model.mixtures.width)
    return accumulate(utterances.count, empty) { index, statistics in
      let (frames, graph) = (utterances[index].frames, graphs[index])
      let scores = scorer.scores(frames, mixtures: graph.outputs)
      guard let pass = forwardBackward(graph, model.transitions, scores) else { return }
      var counts = [Double](repeating: 0, count: model.phones.transitionCount)
      frames.rows.withUnsafeBufferPointer { rows in
        pass.backward(&counts) { frame, state, probability in
          let state = graph.states[state]
          let context = graph.units[Int(state.unit)].context
          statistics.add(
            UnsafeBufferPointer(rebasing: rows[frame * frames.width..<(frame + 1) * frames.width]),
            context, state: Int(state.position),
            of: model.phones.topologies[context.phone].stateCount, weight: probability)
        }
      }
    }
  }

  /// If the beam cuts off every way, it is tried without one.
  private func forwardBackward(
    _ graph: StateGraph, _ transitions: TransitionModel, _ scores: StateScores
  ) -> ForwardBackward? {
    ForwardBackward(graph, transitions, scores, beam: beam)
      ?? ForwardBackward(graph, transitions, scores, beam: .infinity)
  }
}

/// The sums of a pass.
private struct Expectation: Accumulating {
  var mixtures: MixtureStatistics
  var transitions: [Double]
  var logLikelihood = 0.0
  var frames = 0
  var unused: [String] = []

  init(_ model: AcousticModel) {
    mixtures = MixtureStatistics(model.mixtures)
    transitions = [Double](repeating: 0, count: model.phones.transitionCount)
  }

  mutating func add(_ other: Expectation) {
    mixtures.add(other.mixtures)
    for i in transitions.indices { transitions[i] += other.transitions[i] }
    logLikelihood += other.logLikelihood
    frames += other.frames
    unused += other.unused
  }
}
