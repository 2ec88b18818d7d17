import ShinsoData
import ShinsoModels

extension Vocabulary {
  /// The ids of a sentence's tokens, for a translator. Those of the begin and the end of a sentence
  /// are not text: a token that is spelled like one of them is unknown.
  func encode(sentence: String) -> [Int32] {
    encode(sentence).map {
      [SequenceToken.begin, SequenceToken.end].contains(Int($0)) ? unknownID : $0
    }
  }
}
