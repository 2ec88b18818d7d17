import Foundation

/// The likeliest path through a graph: which state each frame belongs to.
public struct ViterbiAlignment: Sendable {
  /// The state of the graph at each frame.
  let states: [Int32]
  /// The log likelihood of the path.
  public let logLikelihood: Double

  /// - Returns: nil if no path ends with the frames.
  public init?(
    _ graph: StateGraph, _ transitions: TransitionModel, _ scores: StateScores,
    beam: Double = .infinity
  ) {
    let logs = transitions.logarithms
    let (count, frameCount) = (graph.stateCount, scores.frameCount)
    var best = [Double](repeating: -.infinity, count: count)
    var junctions = [(score: Double, from: Int32)](
      repeating: (-.infinity, -1), count: graph.junctionCount)
    for start in graph.starts { junctions[Int(start.junction)] = (Double(start.weight), -1) }
    var from = [Int32](repeating: -1, count: count * frameCount)
    for t in 0..<frameCount {
      var next = [Double](repeating: -.infinity, count: count)
      let row = t * count
      if t > 0 {
        for s in 0..<count where best[s] > -.infinity {
          for arc in graph.arcs[s] {
            let score = best[s] + Double(logs[Int(arc.transition)])
            if score > next[Int(arc.to)] {
              next[Int(arc.to)] = score
              from[row + Int(arc.to)] = Int32(s)
            }
          }
        }
        junctions = Self.exits(graph, logs, best)
      }
      for j in junctions.indices where junctions[j].score > -.infinity {
        for entry in graph.entries[j] where junctions[j].score > next[Int(entry.state)] {
          next[Int(entry.state)] = junctions[j].score
          from[row + Int(entry.state)] = junctions[j].from
        }
      }
      for s in 0..<count where next[s] > -.infinity {
        next[s] += Double(scores[Int(graph.states[s].output), t])
      }
      let limit = (next.max() ?? 0) - beam
      best = next.map { $0 < limit ? -.infinity : $0 }
    }
    let last = Self.exits(graph, logs, best)[Int(graph.end)]
    guard last.score > -.infinity else { return nil }
    logLikelihood = last.score
    var state = last.from
    var states = [Int32](repeating: 0, count: frameCount)
    for t in stride(from: frameCount - 1, through: 0, by: -1) {
      states[t] = state
      state = from[t * count + Int(state)]
    }
    self.states = states
  }

  private static func exits(
    _ graph: StateGraph, _ logs: [Float], _ best: [Double]
  ) -> [(score: Double, from: Int32)] {
    var junctions = [(score: Double, from: Int32)](
      repeating: (-.infinity, -1), count: graph.junctionCount)
    for s in best.indices where best[s] > -.infinity {
      for exit in graph.exits[s] {
        let score = best[s] + Double(logs[Int(exit.transition)] + exit.weight)
        if score > junctions[Int(exit.junction)].score {
          junctions[Int(exit.junction)] = (score, Int32(s))
        }
      }
    }
    return junctions
  }
}
