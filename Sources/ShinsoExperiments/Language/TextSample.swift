import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Shows before the training and after each epoch how a language model goes on with a text, and at
/// the end three stages side by side. The file `samples.txt` in the run's folder has them all.
final class TextSample: TrainerExtension {
  let trigger = Trigger.everyEpoch
  private let model: RecurrentLanguageModel
  private let vocabulary: Vocabulary
  private let start: Int32?
  private let prompt: String
  private let seed: UInt64
  private var samples: [Sample] = []
  private static let length = 60

  private struct Sample: Codable {
    let updates: Int
    let epoch: Double
    let text: String
  }

  init(
    _ model: RecurrentLanguageModel, _ vocabulary: Vocabulary, start: Int32?, prompt: String,
    seed: UInt64
  ) {
    self.model = model
    self.vocabulary = vocabulary
    self.start = start
    self.prompt = prompt
    self.seed = seed
  }

  var state: [String: String] {
    let json = (try? JSONEncoder().encode(samples)) ?? Data("[]".utf8)
    return ["samples": String(decoding: json, as: UTF8.self)]
  }

  func load(_ state: [String: String], from file: String) throws {
    let json = Data((state["samples"] ?? "[]").utf8)
    guard let samples = try? JSONDecoder().decode([Sample].self, from: json) else {
      throw InputError(file, "is not a checkpoint: its samples of text make no sense")
    }
    self.samples = samples
  }

  func begin(_ trainer: Trainer) throws {
    if samples.isEmpty { samples.append(try sample(trainer)) }
  }

  func run(_ trainer: Trainer) throws {
    let sample = try sample(trainer)
    samples.append(sample)
    trainer.line("  " + sample.text, always: true)
    try write(samples, trainer)
  }

  func end(_ trainer: Trainer) throws {
    // A longer run would not have the last one.
    let isOnEpoch = samples.last?.updates == trainer.iteration
    let all = isOnEpoch ? samples : samples + [try sample(trainer)]
    // A run of less than two epochs has none between its beginning and its end.
    let half = all.dropFirst().dropLast().first { 2 * $0.updates >= trainer.iteration }
    for (name, sample) in [("before", all.first), ("halfway", half), ("at the end", all.last)] {
      if let sample { trainer.line("  \(name): \(sample.text)", always: true) }
    }
    try write(all, trainer)
  }

  private func write(_ samples: [Sample], _ trainer: Trainer) throws {
    guard let file = trainer.folder?.samples else { return }
    let lines = samples.map { "epoch \(String(format: "%g", $0.epoch))\t\($0.text)\n" }
    try AtomicFile.write(Data(lines.joined().utf8), to: file)
  }

  private func sample(_ trainer: Trainer) throws -> Sample {
    let modes = model.modes
    model.mode = .evaluation
    defer { model.modes = modes }
    var sampler = TokenSampler(
      temperature: 0.8, excluding: [Int(vocabulary.unknownID)], seed: seed)
    var writer = TextWriter(model, vocabulary, start: start)
    writer.read(prompt)
    var text = prompt
    try writer.draw(Self.length, &sampler) { text += $0 }
    text = text.split(whereSeparator: \.isNewline).joined(separator: " / ")
    return Sample(updates: trainer.iteration, epoch: trainer.epoch, text: text)
  }
}
