import Foundation

/// Which phones may follow each other: the words of an utterance with all their pronunciations, or all
/// sequences of words.
///
/// A node stands for a phone; it goes on to other nodes or ends the utterance.
struct PhoneGraph {
  struct Node {
    let phone: Int
    /// The place of the word in the utterance, or the word; -1 for silence and where it is not known
    /// yet.
    var word: Int32 = -1
  }

  struct Arc {
    /// nil: the utterance ends.
    let to: Int?
    /// The word that begins with the phone of the node that is left; -1: none.
    var label: Int32 = -1
    var weight: Float = 0
  }

  private(set) var nodes: [Node] = []
  private(set) var arcs: [[Arc]] = []
  var starts: [Arc] = []

  mutating func addNode(_ phone: Int, word: Int32 = -1) -> Int {
    nodes.append(Node(phone: phone, word: word))
    arcs.append([])
    return nodes.count - 1
  }

  mutating func connect(_ from: Int, _ arc: Arc) { arcs[from].append(arc) }

  /// A pause between words is as likely as none.
  static let half = Float(log(0.5))
}
