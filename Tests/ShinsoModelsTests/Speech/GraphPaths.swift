import Foundation
import ShinsoTensor

@testable import ShinsoModels

/// All ways through a graph, one by one: what clever algorithms are compared with.
struct GraphPaths {
  struct Path {
    var states: [Int] = []
    var transitions: [Int] = []
    var labels: [Int32] = []
    var logProbability = 0.0

    /// With the language model's part.
    func score(_ language: BackoffModel, _ settings: Decoder.Settings) -> Double {
      var state = language.start
      var score = logProbability
      for word in labels {
        let (logProbability, next) = language.next(word, after: state)
        score += Double(settings.languageWeight * logProbability + settings.wordPenalty)
        state = next
      }
      return score + Double(settings.languageWeight * language.end(after: state))
    }
  }

  private(set) var paths: [Path] = []
  private let graph: StateGraph
  private let logs: [Float]
  private let scores: StateScores

  init(_ graph: StateGraph, _ transitions: TransitionModel, _ scores: StateScores) {
    self.graph = graph
    logs = transitions.logarithms
    self.scores = scores
    for start in graph.starts {
      var path = Path()
      path.logProbability = Double(start.weight)
      enter(Int(start.junction), path)
    }
  }

  private mutating func enter(_ junction: Int, _ path: Path) {
    for entry in graph.entries[junction] {
      var path = path
      if entry.label >= 0 { path.labels.append(entry.label) }
      arrive(Int(entry.state), path)
    }
  }

  private mutating func arrive(_ state: Int, _ before: Path) {
    var path = before
    path.logProbability += Double(scores[Int(graph.states[state].output), path.states.count])
    path.states.append(state)
    for exit in graph.exits[state] {
      var path = path
      path.transitions.append(Int(exit.transition))
      path.logProbability += Double(logs[Int(exit.transition)] + exit.weight)
      if path.states.count == scores.frameCount {
        if exit.junction == graph.end { paths.append(path) }
      } else {
        enter(Int(exit.junction), path)
      }
    }
    guard path.states.count < scores.frameCount else { return }
    for arc in graph.arcs[state] {
      var path = path
      path.transitions.append(Int(arc.transition))
      path.logProbability += Double(logs[Int(arc.transition)])
      arrive(Int(arc.to), path)
    }
  }

  var logLikelihood: Double { log(paths.reduce(0) { $0 + exp($1.logProbability) }) }

  /// What a path has of the sum of all.
  func probability(of path: Path) -> Double { exp(path.logProbability - logLikelihood) }
}

/// Small models whose numbers are drawn at random.
enum TinySpeech {
  /// Silence of one state and two phones of one or two states.
  static let phones = PhoneSet(
    names: ["SIL", "A", "B"],
    topologies: [
      .leftToRight(1), .leftToRight(2), HMMTopology([[0.5, 0.3, 0.2], [0, 0.6, 0.4]]),
    ])

  static func scores(states: Int, frames: Int, seed: UInt64) -> StateScores {
    var generator = SplitMix64(seed: seed)
    return StateScores(
      (0..<states * frames).map { _ in Float(-4 * generator.unit()) }, frameCount: frames,
      stride: frames)
  }

  /// Frames of two dimensions near points that a model may find.
  static func frames(_ count: Int, seed: UInt64) -> FrameMatrix {
    var generator = SplitMix64(seed: seed)
    let values = (0..<count).flatMap { t -> [Float] in
      (0..<2).map { d in
        Float((t / 2 + d) % 3) + Float(generator.unit() + generator.unit() - 1)
      }
    }
    return FrameMatrix(values, width: 2)
  }

  /// Two words: the first with two pronunciations.
  static let words: [[[Int]]] = [[[1, 2], [2]], [[2, 1]]]

  static func model(_ tying: any StateTying, seed: UInt64) -> AcousticModel {
    var generator = SplitMix64(seed: seed)
    let gaussians = (0..<tying.stateCount).map { _ in
      DiagonalGaussian(
        mean: (0..<2).map { _ in Float(2 * generator.unit()) },
        variance: (0..<2).map { _ in Float(0.5 + generator.unit()) })
    }
    let single = GaussianMixtures(gaussians: gaussians)
    let mixtures = single.divided(
      into: 2 * single.count, occupancies: gaussians.map { _ in 1000 })
    return AcousticModel(phones, tying, TransitionModel(phones), mixtures)
  }
}
