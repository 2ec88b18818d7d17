import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// A language model that `train rnnlm` left.
struct SavedLanguageModel {
  let file: TrainedModel
  let vocabulary: Vocabulary
  /// In evaluation mode.
  let model: RecurrentLanguageModel
  /// The token at the beginning and the end of each sentence, if it knows single ones.
  let start: Int32?

  init(_ options: ModelOptions) throws {
    let id = RNNLMExperiment.about.id
    let file = try TrainedModel(options, of: id)
    func size(_ key: String) throws -> Int {
      let size: Int = try file.value(key)
      guard (1...65_536).contains(size) else {
        throw InputError(file.file.path, "says \(key) \(size), which makes no sense")
      }
      return size
    }
    guard let cell = RecurrentLanguageModel.CellKind(rawValue: try file.required("cell")) else {
      throw InputError(file.file.path, "has a cell that makes no sense")
    }
    vocabulary = try Vocabulary(
      json: file.required("vocabulary"),
      tokenizer: Tokenizer(json: file.required("tokenizer"), name: file.file.path),
      name: file.file.path)
    // Before memory is taken for what the metadata say.
    let table = file.content.shape(of: "embedding.weight")
    guard table == [vocabulary.count, try size("embedding")] else {
      throw InputError(file.file.path, "does not hold the embedding that its metadata say")
    }
    let isTied: Bool = try file.value("tied")
    let output = file.content.shape(of: isTied ? "embedding.weight" : "output.weight")
    guard output == [vocabulary.count, try size("hidden")] else {
      throw InputError(file.file.path, "does not hold the layers that its metadata say")
    }
    let readsSentences: Bool = try file.value("sentences")
    start = readsSentences ? vocabulary.id(of: "\n") : nil
    guard !readsSentences || start != nil else {
      throw InputError(file.file.path, "has no line break in its vocabulary")
    }
    model = RecurrentLanguageModel(
      vocabulary: vocabulary.count, embedding: try size("embedding"), hidden: try size("hidden"),
      layers: min(try size("layers"), 100), cell: cell, dropout: 0, isTied: isTied)
    try model.load(file.content.tensors(), from: file.file.path)
    model.mode = .evaluation
    self.file = file
  }

  /// Says which tokens of a prompt the model does not know, with words that are spelled alike.
  func noteUnknownTokens(in prompt: String) {
    vocabulary.noteUnknownTokens(
      in: prompt, name: "--prompt", consequence: "it goes on as after any unknown token")
  }

  /// Scores the held-out end of the text that it learned from, or all of another.
  ///
  /// - Throws: `InputError` if its own text has changed since.
  func score(on source: DataName, isOwn: Bool) throws -> TextScore {
    if isOwn, source.isStandardInput {
      throw InputError("--data", "the model learned from standard input; name a text to score")
    }
    if isOwn, file.metadata["heldOut"].flatMap(Double.init) == 0 {
      throw InputError("--data", "nothing was held out in the training; name a text to score")
    }
    let aozora: Bool = try file.value("aozora")
    let heldOut: Double = isOwn ? try file.value("heldOut") : 1
    guard !isOwn || (0...0.5).contains(heldOut) else {
      throw InputError(file.file.path, "says heldOut \(heldOut), which makes no sense")
    }
    var digest = ""
    let text = try TokenizedText(by: vocabulary, heldOut: heldOut) {
      digest = try TextData.read(source, aozora: aozora, $0)
    }
    guard !isOwn || digest == file.metadata["text"] else {
      throw InputError(
        source.text,
        "has changed since the model was trained, so what was held out is not known; name another "
          + "text by --data")
    }
    // Models of before do not say it.
    return try TextScore(
      text, start: start, rarerCount: file.metadata["rarerTokens"].flatMap(Int.init),
      name: source.text)
  }
}
