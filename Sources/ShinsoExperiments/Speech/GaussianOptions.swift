import ArgumentParser
import ShinsoModels
import ShinsoTensor

/// How the mixtures of Gaussians are trained; what is not given follows from the number of frames.
struct GaussianOptions: ParsableArguments {
  @Option("Passes of expectation maximization for phones, and again for triphones.", in: 8...1000)
  var passes = 20
  @Option("Gaussians of the phones.", in: .range(1...1_000_000), default: "a 330th of the frames")
  var monophoneGaussians: Int?
  @Option(
    "Tied states of the triphones.", in: .range(1...100_000),
    default: "a 900th of the frames")
  var tiedStates: Int?
  @Option("Gaussians of the triphones.", in: .range(1...1_000_000), default: "six a tied state")
  var gaussians: Int?

  @Option("Passes of boosted MMI.", in: 1...100) var discriminativePasses = 4
  @Option("By how much, as a logarithm, each wrong phone boosts a competitor.", in: .notNegative)
  var boost = 0.5
  @Option("Sequences of words that compete with what was said.", in: 1...1000)
  var competitors = 20

  /// - Parameter frames: to learn from.
  func recipe(frames: Int) -> GaussianRecipe {
    var recipe = GaussianRecipe()
    recipe.monophonePasses = passes
    recipe.triphonePasses = passes
    recipe.monophoneGaussians = monophoneGaussians ?? max(frames / 330, 1)
    // 9304 in Seide, Li & Yu (2011), with 309 hours.
    recipe.tiedStates = tiedStates ?? min(max(frames / 900, 1), 9304)
    recipe.triphoneGaussians = gaussians ?? 6 * recipe.tiedStates
    return recipe
  }

  /// - Parameter settings: of the recognizer that found the competitors.
  func comparison(_ settings: Decoder.Settings) -> CompetingWays.Comparison {
    CompetingWays.Comparison(scale: 1 / max(settings.languageWeight, 1), boost: Float(boost))
  }
}
