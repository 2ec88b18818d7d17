import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// A speech database, ready for training: features normalized by speaker, words as numbers.
struct SpeechData {
  struct Utterance: Sendable {
    let id: String
    let speaker: String
    let frames: FrameMatrix
    let words: [Int32]
  }

  let lexicon: Lexicon
  let phones: PhoneSet
  let frontEnd: SpeechFrontEnd
  /// To learn from.
  let train: [Utterance]
  /// A tenth of the utterances for training, on which what is not learned is chosen.
  let held: [Utterance]
  let test: [Utterance]

  /// - Parameters:
  ///   - folder: laid out as for sphinxtrain, or a ``TranscribedFolder``.
  ///   - sampleRate: of the sound, if not what the first file suggests.
  /// - Throws: `InputError` naming what is missing or wrong. Words of the test's transcripts that are
  ///   not in the lexicon are errors, too: no recognizer could find them.
  init(_ folder: URL, sampleRate: Int? = nil) throws {
    let corpus = try SpeechCorpus(folder)
    lexicon = corpus.lexicon
    phones = PhoneSet(silence: "SIL", lexicon.phones)
    // Before any time is spent on sound.
    let (trainWords, testWords) = (
      try lexicon.numbers(of: corpus.train.transcripts),
      try lexicon.numbers(of: corpus.test.transcripts)
    )
    guard let first = corpus.train.sources.first else {
      throw InputError(folder.path, "has no utterances for training")
    }
    frontEnd = try SpeechFrontEnd(first, sampleRate: sampleRate)
    let all = try Self.utterances(corpus.train, trainWords, frontEnd, "reading speech")
    let heldOut = HeldOut.tenth(of: corpus.train.speakers)
    guard !heldOut.isEmpty, heldOut.count < all.count else {
      throw InputError(
        folder.path,
        "has only \(counted(all.count, "utterance")) for training; there must be ten or more")
    }
    train = all.indices.filter { !heldOut.contains($0) }.map { all[$0] }
    held = all.indices.filter(heldOut.contains).map { all[$0] }
    test = try Self.utterances(corpus.test, testWords, frontEnd, "reading speech for testing")
  }

  /// Those for testing, of data that a model is scored on.
  static func test(
    _ folder: URL, _ lexicon: Lexicon, _ frontEnd: SpeechFrontEnd
  ) throws -> [Utterance] {
    let part = try SpeechCorpus(folder).test
    return try utterances(
      part, lexicon.numbers(of: part.transcripts), frontEnd, "reading speech for testing")
  }

  private static func utterances(
    _ part: SpeechPart, _ words: [[Int32]], _ frontEnd: SpeechFrontEnd, _ title: String
  ) throws -> [Utterance] {
    let progress = ProgressReporter(title: title, total: part.sources.count, unit: "utterances")
    let features = try part.sources.enumerated().map { index, source in
      defer { progress.update(index + 1) }
      return try frontEnd.frames(source)
    }
    progress.finish()
    let bySpeaker = Dictionary(grouping: features.indices) { part.speakers[$0] }
    let normalizations = bySpeaker.mapValues { utterances in
      FeatureNormalization(
        utterances.map { features[$0].values }, width: features[utterances[0]].width)
    }
    return features.indices.compactMap { index in
      normalizations[part.speakers[index]].map {
        Utterance(
          id: part.transcripts.lines[index].id, speaker: part.speakers[index],
          frames: frames(features[index], $0), words: words[index])
      }
    }
  }

  /// Of sound that stands alone.
  static func frames(_ source: UtteranceSource, _ frontEnd: SpeechFrontEnd) throws -> FrameMatrix {
    let features = try frontEnd.frames(source)
    return frames(features, FeatureNormalization([features.values], width: features.width))
  }

  /// With Δ and ΔΔ.
  private static func frames(
    _ features: (values: [Float], width: Int), _ normalization: FeatureNormalization
  ) -> FrameMatrix {
    let width = features.width
    return FrameMatrix(
      Deltas.appended(to: normalization.normalized(features.values), width: width),
      width: 3 * width)
  }

  /// For training: with the pronunciations of the words.
  func pronounced(_ utterance: Utterance) -> TrainingUtterance {
    TrainingUtterance(
      id: utterance.id, utterance.frames,
      words: utterance.words.map { lexicon.pronunciations[Int($0)] })
  }

  var frameCount: Int { train.reduce(0) { $0 + $1.frames.count } }

  /// What must be equal for a run to continue another one.
  var identity: [String: String] {
    var digest = SHA256()
    for utterance in train + held {
      digest.update("\(utterance.id) \(utterance.words)\n")
      utterance.frames.rows.withUnsafeBytes { digest.update($0) }
    }
    return ["speech": digest.hex(), "lexicon": "\(lexicon.words.count) \(lexicon.phones)"]
  }
}
