import Foundation
import ShinsoNN
import ShinsoTensor

/// A network's posterior probabilities of tied states, divided by how frequent the states are: up to a
/// factor for each frame, the densities that hidden Markov models need (Bourlard & Morgan, "Connectionist
/// speech recognition", 1994, chapter 7).
public final class HybridScorer: StateScorer {
  private let network: any TensorLayer
  private let logPriors: [Float]
  private let splicing: FrameSplicing

  /// - Parameters:
  ///   - network: takes `[N, splicing.count(width)]` and returns logits `[N, states]`.
  ///   - logPriors: `[states]`, natural logarithms.
  public init(_ network: any TensorLayer, logPriors: [Float], _ splicing: FrameSplicing) {
    self.network = network
    network.usePlainWeights()
    self.logPriors = logPriors
    self.splicing = splicing
  }

  /// All that scores depend on besides the frames.
  public var state: [(name: String, tensor: Tensor)] {
    network.state + [("logPriors", Tensor(logPriors))]
  }

  /// How frequent states are, none rarer than one frame.
  ///
  /// - Parameter counts: the frames of each state.
  public static func logPriors(_ counts: [Int]) -> [Float] {
    let floored = counts.map { Double(max($0, 1)) }
    let total = floored.reduce(0, +)
    return floored.map { Float(log($0 / total)) }
  }

  public func scores(_ frames: FrameMatrix, states: [Int32]) -> StateScores {
    let modes = network.modes
    network.mode = .evaluation
    defer { network.modes = modes }
    let width = splicing.count(frames.width)
    let spliced = Tensor(shape: [frames.count, width]) { bytes in
      splicing.write(frames, into: bytes.bindMemory(to: Float.self))
    }
    let logits = withoutGradients { network(spliced) }
    let count = logPriors.count
    precondition(logits.shape == [frames.count, count], "HybridScorer: logits \(logits.shape)")
    return logits.withUnsafeBytes { bytes in
      let values = bytes.bindMemory(to: Float.self)
      var scores = [Float](repeating: 0, count: states.count * frames.count)
      for frame in 0..<frames.count {
        let row = UnsafeBufferPointer(rebasing: values[frame * count..<(frame + 1) * count])
        let normalizer = logSum(row)
        for (place, state) in states.enumerated() {
          scores[place * frames.count + frame] =
            row[Int(state)] - normalizer - logPriors[Int(state)]
        }
      }
      return StateScores(scores, frameCount: frames.count, stride: frames.count)
    }
  }

  private func logSum(_ row: UnsafeBufferPointer<Float>) -> Float {
    let largest = row.max() ?? 0
    return largest + log(row.reduce(0) { $0 + exp($1 - largest) })
  }
}
