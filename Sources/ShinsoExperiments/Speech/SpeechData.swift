import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor

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
  let train: [Utterance]
  let test: [Utterance]

  /// - Throws: `InputError` naming what is missing or wrong. Words of the test's transcripts that are
  ///   not in the lexicon are errors, too: no recognizer could find them.
  init(_ folder: URL) throws {
    let database = try SphinxDatabase(folder)
    lexicon = database.lexicon
    phones = PhoneSet(silence: "SIL", lexicon.phones)
    train = try Self.utterances(database.train, lexicon)
    test = try Self.utterances(database.test, lexicon)
  }

  private static func utterances(
    _ part: SphinxDatabase.Part, _ lexicon: Lexicon
  ) throws -> [Utterance] {
    let words = try lexicon.numbers(of: part.transcripts)
    let features = try part.files.map { try SphinxFeatures.read($0) }
    let bySpeaker = Dictionary(grouping: features.indices) { part.speakers[$0] }
    let normalizations = bySpeaker.mapValues { utterances in
      FeatureNormalization(
        utterances.map { features[$0].values }, width: features[utterances[0]].width)
    }
    return features.indices.compactMap { index in
      let (width, speaker) = (features[index].width, part.speakers[index])
      return normalizations[speaker].map { normalization in
        let values = normalization.normalized(features[index].values)
        return Utterance(
          id: part.transcripts.lines[index].id, speaker: speaker,
          frames: FrameMatrix(Deltas.appended(to: values, width: width), width: 3 * width),
          words: words[index])
      }
    }
  }

  /// For training: with the pronunciations of the words.
  func pronounced(_ utterance: Utterance) -> TrainingUtterance {
    TrainingUtterance(
      id: utterance.id, utterance.frames,
      words: utterance.words.map { lexicon.pronunciations[Int($0)] })
  }

  /// The utterances of some speakers, one in `part`, and those of the others.
  static func divided(
    _ utterances: [Utterance], part: Int
  ) -> (held: [Utterance], rest: [Utterance]) {
    let speakers = Set(utterances.map(\.speaker)).sortedByBytes()
    let held = Set(speakers.enumerated().filter { $0.offset % part == part / 2 }.map(\.element))
    return (
      utterances.filter { held.contains($0.speaker) },
      utterances.filter { !held.contains($0.speaker) }
    )
  }
}
