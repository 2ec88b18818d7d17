import Foundation
import ShinsoModels
import ShinsoTensor

/// Frames for training as another speaker or microphone would have made them: spoken faster or slower, and
/// through a linear map near the identity that is drawn anew for each sample. That is what maximum
/// likelihood linear regression undoes (Gales, "Maximum likelihood linear transformations for HMM-based
/// speech recognition", Computer Speech and Language 12, 1998), so a network that has seen such maps
/// depends less on who speaks.
struct FrameVariation: Sendable, Hashable {
  /// Factor of all deviations; 0 leaves frames as they are.
  let strength: Float
  /// A frame consists of so many features, their Δ and their ΔΔ.
  private static let parts = 3
  /// Standard deviations: of the pace's logarithm, and of the map's diagonal, its other elements and its
  /// offset, for features of variance 1.
  private static let (pace, scale, mixture, offset): (Float, Float, Float, Float) = (
    0.12, 0.1, 0.04, 0.25
  )

  /// As ``FrameSplicing/write(_:of:width:into:)``.
  func write(
    _ frame: Int, of rows: UnsafeBufferPointer<Float>, width: Int, _ splicing: FrameSplicing,
    into target: UnsafeMutableBufferPointer<Float>, using generator: inout SplitMix64
  ) {
    let count = width / Self.parts
    precondition(width == count * Self.parts && target.count == splicing.count(width))
    let pace = exp(strength * Self.pace * Self.normal(&generator))
    var map = (0..<count * count).map { _ in strength * Self.mixture * Self.normal(&generator) }
    for d in 0..<count {
      map[d * count + d] = 1 + strength * Self.scale * Self.normal(&generator)
    }
    let offsets = (0..<count).map { _ in strength * Self.offset * Self.normal(&generator) }
    let last = rows.count / width - 1
    var between = [Float](repeating: 0, count: width)
    for place in 0...2 * splicing.context {
      // Between two frames.
      let position = min(
        max(Float(frame) + pace * Float(place - splicing.context), 0), Float(last))
      let before = min(Int(position), max(last - 1, 0))
      let (part, after) = (position - Float(before), min(before + 1, last))
      for d in 0..<width {
        between[d] = (1 - part) * rows[before * width + d] + part * rows[after * width + d]
      }
      // What is spoken faster changes faster.
      var speed: Float = 1
      for order in 0..<Self.parts {
        for d in 0..<count {
          var sum: Float = order == 0 ? offsets[d] : 0
          for other in 0..<count {
            sum += speed * map[d * count + other] * between[order * count + other]
          }
          target[place * width + order * count + d] = sum
        }
        speed *= pace
      }
    }
  }

  /// The sum of twelve uniform numbers is nearly normal, with variance 1.
  private static func normal(_ generator: inout SplitMix64) -> Float {
    Float((0..<12).reduce(-6.0) { sum, _ in sum + generator.unit() })
  }
}
