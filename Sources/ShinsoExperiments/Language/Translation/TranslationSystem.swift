import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// A system that makes sentences from sentences: what `seq2seq` and `attention` have in common.
protocol TranslationSystem: Trainable, Evaluable, Translating, HasRecipe {
  associatedtype Model: Translator

  /// The network that a file holds, without its weights.
  ///
  /// - Throws: `InputError` if the file does not hold what its metadata say.
  static func model(
    _ file: TrainedModel, vocabularies: (source: Int, target: Int)
  ) throws -> Model
}

extension TrainedModel {
  /// A number of units.
  func size(_ key: String) throws -> Int {
    let size: Int = try value(key)
    guard (1...65_536).contains(size) else {
      throw InputError(file.path, "says \(key) \(size), which makes no sense")
    }
    return size
  }

  /// - Throws: `InputError` unless a tensor has this shape: before memory is taken for what the
  ///   metadata say.
  func require(_ shape: Shape, _ name: String) throws {
    guard content.shape(of: name) == shape else {
      throw InputError(file.path, "does not hold the \(name) that its metadata say")
    }
  }
}

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
      model: model, source: source, target: target, maximumLength: try file.size("maximumLength"),
      longestTarget: try file.size("longestTarget"))
    self.file = file
  }
}
