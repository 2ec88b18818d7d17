import ShinsoData
import ShinsoModels
import ShinsoNN

/// What `dnn-hmm` leaves: the recognizers that it compares, which share phones, tied states, lexicon and
/// language model.
struct SpeechModels {
  let lexicon: Lexicon
  let frontEnd: SpeechFrontEnd
  let language: BackoffModel
  /// Trained by maximum likelihood.
  let gaussian: AcousticModel
  let gaussianSettings: Decoder.Settings
  /// Trained further by boosted MMI.
  let discriminative: AcousticModel
  let discriminativeSettings: Decoder.Settings
  let network: MultilayerPerceptron
  let shape: StateNetwork
  let logPriors: [Float]
  let networkSettings: Decoder.Settings

  var gaussianRecognizer: SpeechRecognizer {
    SpeechRecognizer(
      gaussian, MixtureScorer(gaussian.mixtures), lexicon, language, gaussianSettings)
  }

  var discriminativeRecognizer: SpeechRecognizer {
    SpeechRecognizer(
      discriminative, MixtureScorer(discriminative.mixtures), lexicon, language,
      discriminativeSettings)
  }

  var networkRecognizer: SpeechRecognizer {
    SpeechRecognizer(
      gaussian, HybridScorer(network, logPriors: logPriors, shape.splicing), lexicon, language,
      networkSettings)
  }
}
