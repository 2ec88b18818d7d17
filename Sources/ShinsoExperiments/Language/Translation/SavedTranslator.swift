import ShinsoData
import ShinsoModels
import ShinsoTensor

/// A translator that `train` left.
struct SavedTranslator<System: TranslationSystem> {
  let file: TrainedModel
  let translator: SentenceTranslator<System.Model>

  init(_ options: ModelOptions) throws {
    let file = try TrainedModel(options, of: System.about.id)
    func vocabulary(_ side: String) throws -> Vocabulary {
      let vocabulary = try Vocabulary(
        json: file.required("\(side)Vocabulary"),
        tokenizer: Tokenizer(json: file.required("\(side)Tokenizer"), name: file.file.path),
        name: file.file.path)
      guard
        vocabulary.tokens.prefix(3) == ([Vocabulary.unknownToken] + PairData.special)[...]
      else {
        throw InputError(file.file.path, "has a \(side) vocabulary that is not of a translator")
      }
      return vocabulary
    }
    let (source, target) = (try vocabulary("source"), try vocabulary("target"))
    let model = try System.model(file, vocabularies: (source.count, target.count))
    try model.load(file.content.tensors(), from: file.file.path)
    model.mode = .evaluation
    translator = SentenceTranslator(
      model: model,
      reader: SentenceReader(vocabulary: source, maximumLength: try file.size("maximumLength")),
      target: target, longestTarget: try file.size("longestTarget"))
    self.file = file
  }
}
