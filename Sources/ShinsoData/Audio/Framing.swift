import Foundation
import ShinsoTensor

/// Cuts sound into frames that overlap, and weighs each by a window.
struct Framing: Sendable, Hashable {
  enum Window: Sendable, Hashable {
    case hamming
    /// Kaldi's: Hann's to the power of 0.85.
    case povey

    func weights(_ count: Int) -> [Float] {
      (0..<count).map { index in
        let cosine = cos(2 * .pi * Double(index) / Double(count - 1))
        return switch self {
        case .hamming: Float(0.54 - 0.46 * cosine)
        case .povey: Float(pow(0.5 - 0.5 * cosine, 0.85))
        }
      }
    }
  }

  /// Samples in a frame, and from the start of one to that of the next.
  let length: Int
  let shift: Int
  let window: Window
  /// Whether each frame's mean is taken away first.
  let removesMean: Bool
  /// What of the sample before is taken away from each; the first stands for its own.
  let preEmphasis: Float

  /// Frames that lie in the sound as a whole.
  func count(of samples: Int) -> Int { samples < length ? 0 : (samples - length) / shift + 1 }

  /// The frames, one after another, and the natural logarithm of each one's energy, as it is before
  /// emphasis and window.
  func frames(_ samples: [Float]) -> (values: [Float], logEnergies: [Float]) {
    let count = count(of: samples.count)
    let weights = window.weights(length)
    var energies = [Float](repeating: 0, count: count)
    let values = [Float](unsafeUninitializedCapacity: count * length) { target, written in
      for frame in 0..<count {
        let source = samples[frame * shift..<frame * shift + length]
        let mean = removesMean ? source.reduce(0, +) / Float(length) : 0
        var before = source[source.startIndex] - mean
        var energy = 0.0
        for (index, sample) in source.enumerated() {
          let value = sample - mean
          energy += Double(value) * Double(value)
          target[frame * length + index] = (value - preEmphasis * before) * weights[index]
          before = value
        }
        energies[frame] = Float(log(max(energy, Double(Float.ulpOfOne))))
      }
      written = count * length
    }
    return (values, energies)
  }
}
