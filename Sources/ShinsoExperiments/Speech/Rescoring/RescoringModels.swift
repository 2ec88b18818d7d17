import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// What `rescoring` leaves: a recognizer, a recurrent language model, and how they go together.
struct RescoringModels {
  let speech: SpeechModels
  var rescorer: Rescorer
  /// Sequences of words that are sorted anew.
  let hypotheses: Int

  /// The network's.
  var recognizer: SpeechRecognizer { speech.networkRecognizer }
}

// MARK: - In a model's file

extension RescoringModels {
  private struct Description: Codable {
    let cell: String
    let embedding: Int
    let hidden: Int
    let layers: Int
    let isTied: Bool
    let vocabulary: Int
    let tokens: [Int32]
    let end: Int32
    let share: Double
    let settings: Decoder.Settings
    let hypotheses: Int

    var isPossible: Bool {
      [embedding, hidden, layers, vocabulary, hypotheses].allSatisfy { (1...65_536).contains($0) }
        && layers <= 100 && (!isTied || embedding == hidden) && (0...1).contains(share)
        && (tokens + [end]).allSatisfy { (0..<Int32(vocabulary)).contains($0) }
    }
  }

  private static let key = "rescoring"
  private static let (speechPart, languagePart) = ("speech/", "recurrent/")

  var tensors: [NamedTensor] {
    speech.tensors.prefixed(Self.speechPart)
      + rescorer.sentences.network.state.prefixed(Self.languagePart)
  }

  func metadata() throws -> [String: String] {
    let network = rescorer.sentences.network
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(
      Description(
        cell: network.cell.rawValue, embedding: network.vectors.shape[1], hidden: network.hidden,
        layers: network.layers, isTied: network.isTied, vocabulary: network.vocabulary,
        tokens: rescorer.sentences.tokens, end: rescorer.sentences.end, share: rescorer.share,
        settings: rescorer.settings, hypotheses: hypotheses))
    return try speech.metadata().merging([Self.key: String(decoding: data, as: UTF8.self)]) { $1 }
  }

  /// - Throws: `InputError` if the file is damaged or of something else.
  init(_ model: TrainedModel) throws {
    let name = model.file.path
    speech = try SpeechModels(model, part: Self.speechPart)
    guard
      let found = try? JSONDecoder().decode(
        Description.self, from: Data(model.required(Self.key).utf8)),
      let cell = RecurrentLanguageModel.CellKind(rawValue: found.cell), found.isPossible,
      found.tokens.count == speech.lexicon.words.count
    else {
      throw InputError(name, "does not describe its language model, as one of rescoring does")
    }
    // Before memory is taken for what the metadata say.
    try model.require(
      [found.vocabulary, found.embedding], Self.languagePart + "embedding.weight")
    if !found.isTied {
      try model.require([found.vocabulary, found.hidden], Self.languagePart + "output.weight")
    }
    let network = RecurrentLanguageModel(
      vocabulary: found.vocabulary, embedding: found.embedding, hidden: found.hidden,
      layers: found.layers, cell: cell, dropout: 0, isTied: found.isTied)
    try network.load(model.content.tensors().part(Self.languagePart), from: name)
    network.mode = .evaluation
    rescorer = Rescorer(
      speech.language, speech.networkSettings,
      SentenceModel(network: network, tokens: found.tokens, end: found.end), share: found.share)
    rescorer.settings = found.settings
    hypotheses = found.hypotheses
  }
}
