/// The phones that words are made of. Phone 0 is silence, which depends on no context and stands at
/// both ends of an utterance.
public struct PhoneSet: Sendable, Hashable, Codable {
  public static let silence = 0

  public let names: [String]
  public let topologies: [HMMTopology]
  /// Where the transitions of each phone begin among those of all phones, and their number at the end.
  let transitionStarts: [Int]

  /// - Parameters:
  ///   - silence: the name of silence.
  ///   - names: of the other phones.
  public init(silence: String, _ names: [String]) {
    self.init(
      names: [silence] + names, topologies: [.silence] + names.map { _ in .leftToRight() })
  }

  public init(names: [String], topologies: [HMMTopology]) {
    precondition(!names.isEmpty && names.count == topologies.count)
    self.names = names
    self.topologies = topologies
    transitionStarts = topologies.reduce(into: [0]) {
      $0.append($0[$0.count - 1] + $1.transitions.count)
    }
  }

  public var count: Int { names.count }
  var transitionCount: Int { transitionStarts[count] }
}
