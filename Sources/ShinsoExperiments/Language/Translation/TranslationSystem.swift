import ShinsoModels

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
