import Foundation

/// The probabilities of all ways through a graph, given an utterance's frames (the forward-backward
/// algorithm; Rabiner, "A tutorial on hidden Markov models", Proc. IEEE 77, 1989, section III), with
/// logarithms throughout.
struct ForwardBackward {
  private let graph: StateGraph
  private let transitions: [Float]
  private let scores: StateScores
  /// Of all frames, over all ways.
  let logLikelihood: Double
  /// `[frames, states]`, with the frame's own score; -∞ where the beam has cut.
  private let forward: [Double]

  /// - Parameters:
  ///   - scores: one row for each of the graph's outputs.
  ///   - beam: states that are less likely than the best one of the frame by more than this factor,
  ///     as a logarithm, are cut off.
  /// - Returns: nil if no way ends with the frames: there are too few of them, or the beam is too narrow.
  init?(_ graph: StateGraph, _ transitions: TransitionModel, _ scores: StateScores, beam: Double) {
    self.graph = graph
    self.transitions = transitions.logarithms
    self.scores = scores
    let (count, frameCount) = (graph.stateCount, scores.frameCount)
    var forward = [Double](repeating: -.infinity, count: count * frameCount)
    var junctions = [Double](repeating: -.infinity, count: graph.junctionCount)
    for start in graph.starts { junctions[Int(start.junction)] = Double(start.weight) }
    for t in 0..<frameCount {
      let row = t * count
      if t > 0 {
        for j in junctions.indices { junctions[j] = -.infinity }
        Self.advance(graph, self.transitions, &forward, row, &junctions)
      }
      for j in junctions.indices where junctions[j] > -.infinity {
        for entry in graph.entries.range(of: j) {
          let place = row + Int(graph.entries.elements[entry].state)
          forward[place] = logSum(forward[place], junctions[j])
        }
      }
      var best = -Double.infinity
      for s in 0..<count where forward[row + s] > -.infinity {
        forward[row + s] += Double(scores[Int(graph.states[s].output), t])
        best = max(best, forward[row + s])
      }
      for s in 0..<count where forward[row + s] < best - beam { forward[row + s] = -.infinity }
    }
    let last = (frameCount - 1) * count
    var total = -Double.infinity
    for s in 0..<count where forward[last + s] > -.infinity {
      for exit in graph.exits[s] where exit.junction == graph.end {
        let transition = Double(self.transitions[Int(exit.transition)])
        total = logSum(total, forward[last + s] + transition + Double(exit.weight))
      }
    }
    guard total > -.infinity else { return nil }
    logLikelihood = total
    self.forward = forward
  }

  /// From the row before to the row, and to junctions.
  private static func advance(
    _ graph: StateGraph, _ transitions: [Float], _ forward: inout [Double], _ row: Int,
    _ junctions: inout [Double]
  ) {
    let before = row - graph.stateCount
    for s in 0..<graph.stateCount {
      let value = forward[before + s]
      guard value > -.infinity else { continue }
      for index in graph.arcs.range(of: s) {
        let arc = graph.arcs.elements[index]
        let place = row + Int(arc.to)
        forward[place] = logSum(forward[place], value + Double(transitions[Int(arc.transition)]))
      }
      for index in graph.exits.range(of: s) {
        let exit = graph.exits.elements[index]
        let transition = transitions[Int(exit.transition)] + exit.weight
        junctions[Int(exit.junction)] = logSum(
          junctions[Int(exit.junction)], value + Double(transition))
      }
    }
  }

  /// Hands out the probability of each state in each frame, from the last frame to the first, where it
  /// is not very small, and counts transitions.
  ///
  /// - Parameters:
  ///   - counts: of all transitions; what is expected to be taken is added.
  ///   - body: takes frame, state and probability.
  func backward(
    _ counts: inout [Double], _ body: (_ frame: Int, _ state: Int, _ probability: Double) -> Void
  ) {
    let count = graph.stateCount
    // After the frame: what comes from each state, with the next frame's score.
    var next = [Double](repeating: -.infinity, count: count)
    var junctions = [Double](repeating: -.infinity, count: graph.junctionCount)
    junctions[Int(graph.end)] = 0
    for t in stride(from: scores.frameCount - 1, through: 0, by: -1) {
      let row = t * count
      var own = [Double](repeating: -.infinity, count: count)
      for s in 0..<count where forward[row + s] > -.infinity {
        var sum = -Double.infinity
        let before = forward[row + s] - logLikelihood
        for index in graph.arcs.range(of: s) {
          let arc = graph.arcs.elements[index]
          let after = Double(transitions[Int(arc.transition)]) + next[Int(arc.to)]
          counts[Int(arc.transition)] += exp(before + after)
          sum = logSum(sum, after)
        }
        for index in graph.exits.range(of: s) {
          let exit = graph.exits.elements[index]
          let after =
            Double(transitions[Int(exit.transition)] + exit.weight) + junctions[Int(exit.junction)]
          counts[Int(exit.transition)] += exp(before + after)
          sum = logSum(sum, after)
        }
        let probability = exp(before + sum)
        if probability > Self.smallest { body(t, s, probability) }
        own[s] = sum + Double(scores[Int(graph.states[s].output), t])
      }
      next = own
      for j in junctions.indices {
        junctions[j] = graph.entries[j].reduce(-.infinity) { logSum($0, next[Int($1.state)]) }
      }
    }
  }

  /// What is rarer changes nothing in the sums.
  private static let smallest = 1e-6
}
