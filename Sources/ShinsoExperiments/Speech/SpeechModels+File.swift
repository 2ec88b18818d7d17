import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

extension SpeechModels {
  private struct Description: Codable {
    let phones: [String]
    let tree: DecisionTree
    /// Each word with the phones of a pronunciation.
    let lexicon: [[String]]
    let frontEnd: SpeechFrontEnd
    let network: StateNetwork
    let gaussianSettings: Decoder.Settings
    let discriminativeSettings: Decoder.Settings
    let networkSettings: Decoder.Settings
  }

  private static let key = "recognizer"
  /// A frame of the models is one of the front end with Δ and ΔΔ.
  private static let parts = 3

  var tensors: [NamedTensor] {
    gaussian.tensors.prefixed("gaussian/") + discriminative.tensors.prefixed("discriminative/")
      + network.state.prefixed("network/") + language.tensors.prefixed("language/") + [
        ("logPriors", Tensor(logPriors))
      ]
  }

  func metadata() throws -> [String: String] {
    guard let tree = gaussian.tying as? DecisionTree else { return [:] }
    let entries = zip(lexicon.words, lexicon.pronunciations).flatMap { word, pronunciations in
      pronunciations.map { phones in [word] + phones.map { lexicon.phones[$0 - 1] } }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(
      Description(
        phones: gaussian.phones.names, tree: tree, lexicon: entries, frontEnd: frontEnd,
        network: shape, gaussianSettings: gaussianSettings,
        discriminativeSettings: discriminativeSettings, networkSettings: networkSettings))
    return [Self.key: String(decoding: data, as: UTF8.self)]
  }

  /// - Parameter part: with what the names of its tensors begin.
  /// - Throws: `InputError` if the file is damaged or of something else.
  init(_ model: TrainedModel, part: String = "") throws {
    let name = model.file.path
    let damaged = InputError(name, "is damaged: its parts do not fit together")
    guard
      let description = try? JSONDecoder().decode(
        Description.self, from: Data(model.required(Self.key).utf8)),
      description.lexicon.allSatisfy({ $0.count > 1 })
    else { throw InputError(name, "does not describe its recognizer, as a model of dnn-hmm does") }
    lexicon = Lexicon(description.lexicon.map { (word: $0[0], phones: Array($0.dropFirst())) })
    guard let silence = description.phones.first,
      Array(description.phones.dropFirst()) == lexicon.phones
    else { throw damaged }
    let phones = PhoneSet(silence: silence, lexicon.phones)
    guard description.tree.fits(phones) else { throw damaged }
    frontEnd = description.frontEnd
    shape = description.network
    gaussianSettings = description.gaussianSettings
    discriminativeSettings = description.discriminativeSettings
    networkSettings = description.networkSettings
    let tensors = try model.content.tensors().part(part)
    gaussian = try AcousticModel(phones, description.tree, tensors.part("gaussian/"), from: name)
    discriminative = try AcousticModel(
      phones, description.tree, tensors.part("discriminative/"), from: name)
    language = try BackoffModel(
      tensors.part("language/"), wordCount: lexicon.words.count, from: name)
    let states = description.tree.stateCount
    // Before memory is taken for what the metadata say.
    guard let priors = tensors.first(where: { $0.name == "logPriors" })?.tensor,
      discriminative.mixtures.width == gaussian.mixtures.width, priors.shape == [states],
      priors.dtype == .float32, shape.isPossible, frontEnd.isPossible,
      gaussian.mixtures.width.isMultiple(of: Self.parts),
      gaussian.mixtures.width / Self.parts == frontEnd.width,
      model.content.shape(of: part + "network/hidden.0.weight")
        == [shape.units, shape.splicing.count(gaussian.mixtures.width)]
    else { throw damaged }
    logPriors = priors.scalars()
    guard logPriors.allSatisfy(\.isFinite) else { throw damaged }
    network = shape.make(layers: shape.layers, width: gaussian.mixtures.width, states: states)
    try network.load(tensors.part("network/"), from: name)
    network.mode = .evaluation
  }
}
