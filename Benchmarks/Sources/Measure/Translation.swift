import ShinsoModels
import ShinsoNN
import ShinsoTensor

/// Training steps of the translators and decoding of a sentence; `translation.py` has the same.
enum TranslationWorkloads {
  private static let words = 4000
  private static let batch = 64

  static let all: [String: @Sendable () -> () -> Void] = [
    "attention": { training(AttentionTranslator(vocabularies: (words, words))) },
    "seq2seq": { training(SequenceToSequence(vocabularies: (words, words))) },
    "beam": beam,
  ]

  private static func tokens(_ steps: Int, _ batch: Int) -> [Int64] {
    (0..<Int64(steps * batch)).map { $0 * 31 % Int64(words - 3) + 3 }
  }

  private static func training(_ model: some Translator) -> () -> Void {
    let optimizer = Adam(learningRate: 1e-3)
    let sources = Tensor(tokens(12, batch), shape: [12, batch])
    let lengths = Tensor([Int64](repeating: 12, count: batch))
    let targets = Tensor(tokens(10, batch), shape: [10, batch])
    let labels = Tensor(tokens(10, batch))
    return {
      let loss = model.loss(sources, lengths: lengths, targets: targets, labels: labels)
      optimizer.update(model, with: loss.gradients())
    }
  }

  private static func beam() -> () -> Void {
    let model = AttentionTranslator(vocabularies: (words, words))
    model.mode = .evaluation
    // So that no beginning ends before the limit.
    for (name, parameter) in model.parameters where name == "output.bias" {
      var bias: [Float] = parameter.detached.scalars()
      bias[SequenceToken.end] = -1e4
      parameter.assign(Tensor(bias))
    }
    let source = tokens(12, 1).map(Int.init)
    let search = BeamSearch(width: 5)
    return { _ = try? search.search(model, [source]) { _ in 20 } }
  }
}
