import Foundation

/// How rate and momentum go in `dropout`: Hinton et al. 2012, appendix A.1, where the rate falls by
/// 0.998 in each of 3000 epochs and the momentum rises over the first 500. In fewer epochs the same way
/// is gone in larger steps.
struct DropoutPace: Sendable {
  private static let (paperEpochs, risingEpochs, decay) = (3000.0, 500.0, 0.998)
  private static let firstMomentum = 0.5

  let epochs: Int
  let updatesPerEpoch: Int
  let lastMomentum: Double

  /// - Parameter update: its number, from 0.
  func momentum(_ update: Int) -> Double {
    let risen = min(paperEpoch(update) / Self.risingEpochs, 1)
    return Self.firstMomentum + (lastMomentum - Self.firstMomentum) * risen
  }

  /// What the first rate is multiplied by.
  func rateFactor(_ update: Int) -> Double {
    pow(Self.decay, paperEpoch(update)) * (1 - momentum(update))
  }

  /// Where the paper's training is, in whole epochs of this one.
  private func paperEpoch(_ update: Int) -> Double {
    Double(update / updatesPerEpoch) / Double(epochs) * Self.paperEpochs
  }
}
