/// The logarithm of what each state says of each frame: densities of mixtures, or a network's
/// posterior probabilities divided by priors.
public struct StateScores: Sendable {
  public let frameCount: Int
  /// `[states, stride]`.
  let values: [Float]
  let stride: Int

  /// - Parameters:
  ///   - values: `[states, stride]`.
  ///   - stride: at least the number of frames.
  public init(_ values: [Float], frameCount: Int, stride: Int) {
    precondition(stride >= frameCount && frameCount > 0 && values.count.isMultiple(of: stride))
    self.values = values
    self.frameCount = frameCount
    self.stride = stride
  }

  public subscript(state: Int, frame: Int) -> Float { values[state * stride + frame] }
}
