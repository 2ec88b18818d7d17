/// A hidden Markov model of an utterance, or of all utterances: the states of phones in context, and how
/// one gets from one to the next. Between phones there are junctions, which take no time.
public struct StateGraph: Sendable {
  struct State: Sendable {
    /// Among ``StateGraph/outputs``.
    let output: Int32
    /// The phone in context that it is a state of.
    let unit: Int32
    /// In the unit, from 0.
    let position: Int32
  }

  struct Unit: Sendable {
    let context: PhoneContext
    /// As in ``PhoneGraph/Node``.
    let word: Int32
  }

  /// From a state to another one of the same unit.
  struct Arc: Sendable {
    let to: Int32
    /// Among those of ``TransitionModel``.
    let transition: Int32
  }

  /// From a state to a junction.
  struct Exit: Sendable {
    let junction: Int32
    let transition: Int32
    let weight: Float
  }

  /// From a junction to the first state of a unit.
  struct Entry: Sendable {
    let state: Int32
    /// The word that begins here; -1: none.
    let label: Int32
  }

  struct Start: Sendable {
    let junction: Int32
    let weight: Float
  }

  var states: [State] = []
  var units: [Unit] = []
  var arcs = Lists<Arc>()
  var exits = Lists<Exit>()
  var entries = Lists<Entry>()
  var starts: [Start] = []
  /// The junction at which an utterance ends.
  var end: Int32 = 0
  /// The tied states that occur in the graph.
  public internal(set) var outputs: [Int32] = []

  var stateCount: Int { states.count }
  var junctionCount: Int { entries.count }
}
