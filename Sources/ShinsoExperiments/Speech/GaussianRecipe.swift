/// The stages of a recognizer with mixtures of Gaussians.
struct GaussianRecipe: Sendable, Hashable {
  /// Passes over phones without context, and Gaussians at their end.
  var monophonePasses = 20
  var monophoneGaussians = 700
  /// Tied states of phones in context.
  var tiedStates = 250
  var triphonePasses = 20
  var triphoneGaussians = 1500
  /// The smallest variance, as a part of that of all frames.
  var varianceFloor: Float = 0.01
}
