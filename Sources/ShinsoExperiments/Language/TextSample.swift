import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Shows after each epoch how a language model goes on with a text.
final class TextSample: TrainerExtension {
  let trigger = Trigger.everyEpoch
  private let model: RecurrentLanguageModel
  private let vocabulary: Vocabulary
  private let prompt: String
  private let seed: UInt64
  private static let length = 60

  init(_ model: RecurrentLanguageModel, _ vocabulary: Vocabulary, prompt: String, seed: UInt64) {
    self.model = model
    self.vocabulary = vocabulary
    self.prompt = prompt
    self.seed = seed
  }

  func run(_ trainer: Trainer) throws {
    let modes = model.modes
    model.mode = .evaluation
    defer { model.modes = modes }
    let sampler = TokenSampler(
      temperature: 0.8, excluding: [Int(vocabulary.unknownID)], seed: seed)
    var text = ""
    try vocabulary.continue(prompt, by: Self.length, model, sampler) { text += $0 }
    trainer.line(
      "  " + text.split(whereSeparator: \.isNewline).joined(separator: " / "), always: true)
  }
}

extension Vocabulary {
  /// Writes a text and what a model goes on with, token by token.
  ///
  /// - Throws: `InputError` if the prompt has no tokens.
  func `continue`(
    _ prompt: String, by length: Int, _ model: RecurrentLanguageModel, _ sampler: TokenSampler,
    write: (String) throws -> Void
  ) throws {
    let ids = encode(prompt)
    guard !ids.isEmpty else { throw InputError("--prompt", "is empty") }
    try write(prompt)
    var generator = TokenGenerator(model, prompt: ids.map(Int.init), sampler: sampler)
    var last = tokenizer.tokens(of: prompt).last
    for _ in 0..<length {
      let token = try self.token(Int32(generator.next()))
      try write(tokenizer.spelled(token, after: last))
      last = token
    }
  }
}
