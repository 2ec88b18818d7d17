import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoZoo

/// A caption network that `train` left.
struct SavedCaptioner {
  let file: TrainedModel
  let form: CaptionForm
  let vision: CaptionVision
  let captioner: Captioner

  init(_ options: ModelOptions) throws {
    file = try TrainedModel(options, of: NICExperiment.about.id)
    let vocabulary = try CaptionVocabulary(
      json: file.required("vocabulary"), Self.languages(file), name: file.file.path)
    form = try CaptionForm(file, vocabulary: vocabulary.count)
    vision = try CaptionVision(file)
    if vision.kind == .scenes {
      guard form.channels == SceneNetwork.channels, form.places == SceneNetwork.places else {
        throw InputError(file.file.path, "does not hold the network for scenes that it says")
      }
    }
    let network = form.network(encoder: try vision.encoder(), vocabulary: vocabulary.count)
    try network.load(file.content.tensors(), from: file.file.path)
    network.mode = .evaluation
    captioner = Captioner(
      network: network, vocabulary: vocabulary, longest: try file.size("longest"))
  }

  /// What a model's file says of itself.
  static func metadata(_ form: CaptionForm, _ captioner: Captioner) -> [String: String] {
    let languages = captioner.vocabulary.languages
    return form.metadata.merging([
      "vocabulary": captioner.vocabulary.json, "longest": "\(captioner.longest)",
      "languages": jsonList(languages.map(\.name)),
      "tokenizers": jsonList(languages.map(\.tokenizer.json)),
      "spaced": jsonList(languages.map { $0.isSpaced ? "1" : "0" }),
    ]) { $1 }
  }

  private static func languages(_ file: TrainedModel) throws -> [CaptionVocabulary.Language] {
    let (names, tokenizers, spaced) = (
      try file.names("languages"), try file.names("tokenizers"), try file.names("spaced")
    )
    guard names.count == tokenizers.count, names.count == spaced.count else {
      throw InputError(file.file.path, "does not say the tokenizer of each of its languages")
    }
    return try names.indices.map {
      CaptionVocabulary.Language(
        name: names[$0], tokenizer: try Tokenizer(json: tokenizers[$0], name: file.file.path),
        isSpaced: spaced[$0] == "1")
    }
  }

  /// What the decoder gets of picture files, `[N, …]`.
  ///
  /// - Throws: `InputError` for one that cannot be read, or if the network that sees is another
  ///   one.
  func features(of files: [URL]) throws -> Tensor {
    let inputs = try vision.inputs(of: files)
    if vision.kind == .features {
      guard inputs.shape[1] == form.channels * form.places else {
        throw InputError(
          file.file.path,
          "was trained on \(form.channels * form.places) features; its network gives "
            + "\(inputs.shape[1])")
      }
    }
    return withoutGradients { captioner.network.see(inputs) }
  }

  /// The likeliest captions in each language, with their probabilities.
  func predictions(
    of file: URL, _ search: CaptionSearchOptions, top: Int
  ) throws -> [Prediction] {
    let features = try features(of: [file])
    let languages = captioner.vocabulary.languages
    var wide = search
    wide.beam = max(search.beam, top)
    return try languages.enumerated().map { number, language in
      let found = try captioner.write(features, language: number, wide.search)[0]
      return Prediction(
        sample: file.relativePath + (languages.count > 1 ? " (\(language.name))" : ""),
        classes: found.prefix(top).map {
          Prediction.Class(
            name: $0.text, probability: exp($0.logProbability),
            probabilityPerWord: $0.probabilityPerWord)
        })
    }
  }

  /// The number of a language by its name; nil for the first.
  func language(_ name: String?) throws -> Int {
    guard let name else { return 0 }
    let names = captioner.vocabulary.languages.map(\.name)
    guard let number = names.firstIndex(of: name) else {
      throw InputError("--language \(name)", "the model writes \(names.joined(separator: ", "))")
    }
    return number
  }

  /// A picture as the network sees it, and what the decoder gets of it.
  ///
  /// - Parameter file: nil for a held-out scene.
  func sample(_ file: URL?) throws -> (image: Image, features: Tensor) {
    if let file {
      let image = try Image(contentsOf: file)
      return (
        try vision.preprocessing.fitted(image, name: file.path).converted(to: .rgb),
        try features(of: [file])
      )
    }
    guard vision.kind == .scenes else { throw InputError("--sample", "name a picture") }
    let test = try SceneCaptions.test()
    let place = test.scenes.firstIndex { $0.groups.count == 2 } ?? 0
    return (
      test.image(place),
      withoutGradients {
        captioner.network.see(test.pictures.sliced(axis: 0, from: place, to: place + 1))
      }
    )
  }
}
