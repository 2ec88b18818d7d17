import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Shows what becomes of one sentence at three stages of a training: after a tenth of the updates,
/// after a quarter, and at the end.
final class TranslationStages<Model: Translator>: TrainerExtension {
  let trigger = Trigger.everyUpdate
  private let stages: [Int]
  private let sentence: String
  private let translator: SentenceTranslator<Model>
  /// By the number of updates.
  private var texts: [Int: String] = [:]

  /// - Throws: `InputError` if the model cannot read the sentence.
  init(updates: Int, sentence: String, translator: SentenceTranslator<Model>) throws {
    stages = [max(updates / 10, 1), max(updates / 4, 1), updates]
    self.sentence = sentence
    self.translator = translator
    _ = try translator.reader.encode(sentence, "--sample")
  }

  var state: [String: String] {
    Dictionary(uniqueKeysWithValues: texts.map { ("\($0)", $1) })
  }

  func load(_ state: [String: String], from file: String) throws {
    for (number, text) in state {
      guard let number = Int(number) else {
        throw InputError(file, "is not a checkpoint: its stages make no sense")
      }
      texts[number] = text
    }
  }

  func run(_ trainer: Trainer) throws {
    guard stages.contains(trainer.iteration) else { return }
    let found = try translator.translate([sentence], BeamSearch(width: 1), replacesUnknown: false)
    let text = found[0].text
    texts[trainer.iteration] = text
    trainer.line(
      String(format: "epoch %.1f: ", trainer.epoch) + "\(sentence) → \(text)".printable,
      always: true)
  }

  /// Prints all stages.
  func show() {
    Console.result(sentence.printable)
    for number in Set(stages).sorted() {
      guard let text = texts[number] else { continue }
      Console.result("  after \(counted(number, "update")): \(text.printable)")
    }
  }
}
