import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// A language model that `train rnnlm` left.
struct SavedLanguageModel {
  let file: TrainedModel
  let vocabulary: Vocabulary
  /// In evaluation mode.
  let model: RecurrentLanguageModel

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
    guard file.content.shape(of: "output.weight") == [vocabulary.count, try size("hidden")] else {
      throw InputError(file.file.path, "does not hold the layers that its metadata say")
    }
    model = RecurrentLanguageModel(
      vocabulary: vocabulary.count, embedding: try size("embedding"), hidden: try size("hidden"),
      layers: min(try size("layers"), 100), cell: cell, dropout: 0)
    try model.load(file.content.tensors(), from: file.file.path)
    model.mode = .evaluation
    self.file = file
  }

  /// The text to score: the held-out end of the one it learned from, or all of another.
  ///
  /// - Throws: `InputError` if its own text has changed since.
  func score(on source: DataName, isOwn: Bool) throws -> TextScore {
    let corpus = try TextData.corpus(source, aozora: try file.value("aozora"))
    let heldOut: Double = isOwn ? try file.value("heldOut") : 1
    guard !isOwn || (0...0.5).contains(heldOut) else {
      throw InputError(file.file.path, "says heldOut \(heldOut), which makes no sense")
    }
    let text = try TokenizedText(by: vocabulary, heldOut: heldOut) { try $0(corpus.text) }
    guard !isOwn || corpus.digest == file.metadata["text"] else {
      throw InputError(
        source.text,
        "has changed since the model was trained, so what was held out is not known; name another "
          + "text by --data")
    }
    return try TextScore(
      text.heldOut, characterCount: text.heldOutCharacterCount, name: source.text)
  }
}
