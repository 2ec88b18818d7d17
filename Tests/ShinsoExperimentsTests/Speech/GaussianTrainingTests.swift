import Foundation
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite(.serialized) struct GaussianTrainingTests {
  /// Trains with a flat start, as a system does, but without a folder; the likelihood may fall only
  /// where Gaussians were divided.
  private func model(_ data: SpeechData, _ recipe: GaussianRecipe) throws -> AcousticModel {
    try GaussianTraining(
      recipe, data.phones, data.train.map(data.pronounced), identity: [:]
    ) { updater, passes, name in
      var (last, gaussians) = (-Double.infinity, 0)
      for pass in 0..<passes {
        let before = updater.model.mixtures.componentCount
        let scores = try updater.update(pass)
        let found = try #require(scores[MixtureUpdater.logLikelihood])
        if before == gaussians { #expect(found >= last - 1e-3, "\(name), pass \(pass)") }
        (last, gaussians) = (found, before)
      }
    }.model()
  }

  private func language(_ data: SpeechData, order: Int = 2) -> BackoffModel {
    WittenBell(
      order: order, wordCount: data.lexicon.words.count, data.train.map(\.words)
    ).model()
  }

  /// Made speech: each phone is a point, before which there is a shorter one that depends on the phone
  /// before.
  @Test func learnsMadeSpeech() throws {
    try withFolder { folder in
      var speech = MadeSpeech(seed: 3)
      try speech.write(to: folder)
      let data = try SpeechData(folder)
      #expect(
        data.train.count == 108 && data.held.count == 12 && data.test.count == 20
          && data.phones.count == 5)
      var recipe = GaussianRecipe()
      (recipe.monophonePasses, recipe.monophoneGaussians) = (10, 30)
      (recipe.triphonePasses, recipe.triphoneGaussians, recipe.tiedStates) = (8, 60, 40)
      let model = try model(data, recipe)
      #expect(model.tying.stateCount > 17 && model.tying.stateCount <= 40)
      var recognizer = SpeechRecognizer(
        model, MixtureScorer(model.mixtures), data.lexicon, language(data))
      // Frames do not depend on each other here, so that nothing has to be weighted.
      (recognizer.settings.languageWeight, recognizer.settings.wordPenalty) = (1, 0)
      let errors = recognizer.errors(on: data.test)
      #expect(errors.words > 40 && errors.rate < 0.05, "\(errors)")
    }
  }

  @Test func resumesFromItsState() throws {
    try withFolder { folder in
      var speech = MadeSpeech(seed: 4)
      try speech.write(to: folder)
      let data = try SpeechData(folder)
      let utterances = data.train.map(data.pronounced)
      var statistics = GaussianStatistics(width: 39)
      for utterance in utterances { statistics.add(utterance.frames) }
      let floor = [Float](repeating: 1e-3, count: 39)
      func updater() -> MixtureUpdater {
        MixtureUpdater(
          AcousticModel(flat: data.phones, statistics.gaussian(floor: floor)),
          BaumWelch(varianceFloor: floor), utterances,
          MixtureGrowth(passes: 10, first: 17, last: 40), identity: [:])
      }
      let whole = updater()
      let stopped = updater()
      for pass in 0..<6 {
        _ = try whole.update(pass)
        _ = try stopped.update(pass)
      }
      let resumed = updater()
      try resumed.load(stopped.state, from: "state")
      for pass in 6..<8 {
        _ = try whole.update(pass)
        _ = try resumed.update(pass)
      }
      #expect(whole.model.mixtures.means == resumed.model.mixtures.means)
      #expect(whole.model.transitions == resumed.model.transitions)
      #expect(throws: InputError.self) {
        try resumed.load(Array(stopped.state.dropLast()), from: "state")
      }
    }
  }

  /// CMU's AN4: letters, numbers and commands. Kaldi's triphones have 10.5 % word error, Debian's
  /// sphinxtrain 20.7 % with these very files.
  @Test(.requiresTestData("speech/an4"), .long) func an4() throws {
    let data = try SpeechData(#require(TestData.url("speech/an4")))
    #expect(data.train.count + data.held.count == 948 && data.test.count == 130)
    let model = try model(data, GaussianRecipe())
    let recognizer = SpeechRecognizer(
      model, MixtureScorer(model.mixtures), data.lexicon, language(data))
    let errors = recognizer.errors(on: data.test)
    #expect(errors.words == 773)
    print("AN4, triphones: word error \(100 * errors.rate) %: \(errors)")
    #expect(errors.rate <= 0.08)
  }
}
