import ShinsoFormats

/// Which utterances are kept from training.
public enum HeldOut {
  /// The numbers of a tenth of the utterances: those of every tenth speaker, or every tenth utterance where
  /// there are fewer than ten speakers.
  public static func tenth(of speakers: [String]) -> Set<Int> {
    let names = Set(speakers).sortedByBytes()
    if names.count < 10 { return Set(speakers.indices.filter { $0 % 10 == 5 }) }
    let held = Set(names.enumerated().filter { $0.offset % 10 == 5 }.map(\.element))
    return Set(speakers.indices.filter { held.contains(speakers[$0]) })
  }
}
