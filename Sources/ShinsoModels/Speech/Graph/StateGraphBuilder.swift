/// Puts the states of phones in context in the place of phones. Phones depend on their neighbors across
/// words, too, and on silence at both ends of the utterance.
struct StateGraphBuilder {
  private let phones: PhoneSet
  private let tying: any StateTying
  private let keepsContexts: Bool
  private let source: PhoneGraph

  private var states: [StateGraph.State] = []
  private var units: [StateGraph.Unit] = []
  private var arcs: [[StateGraph.Arc]] = []
  private var exits: [[StateGraph.Exit]] = []
  private var entries: [[StateGraph.Entry]] = []
  private var junctions: [Junction: Int32] = [:]
  private var waiting: [Junction] = []
  private var unitStarts: [UnitKey: Int32] = [:]
  private var outputs: [Int32: Int32] = [:]
  private let end: Int32 = 0

  /// Before a node's phone, after another phone.
  private struct Junction: Hashable {
    let node: Int
    let left: Int
  }

  private struct Target: Hashable {
    let junction: Int32
    let weight: Float
  }

  /// Units that cannot be told apart are one: the same states that lead to the same places.
  private struct UnitKey: Hashable {
    let targets: [Target]
    let states: [Int32]
    let phone: Int
    let word: Int32
    let context: PhoneContext?
  }

  /// The arcs of a node that tied states and the word do not tell apart.
  private struct Group: Hashable {
    let label: Int32
    let states: [Int32]
    /// Where contexts are kept, the next phone.
    let next: Int?
  }

  /// - Parameter keepsContexts: whether units are told apart by their neighbors even where tied states
  ///   are the same: to count what was seen in which context.
  private init(
    _ source: PhoneGraph, _ phones: PhoneSet, _ tying: any StateTying, keepsContexts: Bool
  ) {
    self.source = source
    self.phones = phones
    self.tying = tying
    self.keepsContexts = keepsContexts
    entries = [[]]
  }

  static func graph(
    _ source: PhoneGraph, _ phones: PhoneSet, _ tying: any StateTying, keepsContexts: Bool = false
  ) -> StateGraph {
    var builder = StateGraphBuilder(source, phones, tying, keepsContexts: keepsContexts)
    return builder.build()
  }

  private mutating func build() -> StateGraph {
    var graph = StateGraph()
    graph.starts = source.starts.compactMap { start in
      start.to.map {
        StateGraph.Start(junction: junction($0, after: PhoneSet.silence), weight: start.weight)
      }
    }
    while let next = waiting.popLast() { expand(next) }
    graph.states = states
    graph.units = units
    graph.arcs = Lists(arcs)
    graph.exits = Lists(exits)
    graph.entries = Lists(entries)
    graph.end = end
    graph.outputs = outputs.sorted { $0.value < $1.value }.map(\.key)
    return graph
  }

  private mutating func junction(_ node: Int, after left: Int) -> Int32 {
    let phone = source.nodes[node].phone
    let matters =
      phone != PhoneSet.silence && (keepsContexts || tying.dependsOnContext(phone))
    let key = Junction(node: node, left: matters ? left : PhoneSet.silence)
    if let known = junctions[key] { return known }
    let number = Int32(entries.count)
    entries.append([])
    junctions[key] = number
    waiting.append(key)
    return number
  }

  private mutating func expand(_ from: Junction) {
    guard let own = junctions[from] else { return }
    let node = source.nodes[from.node]
    var order: [(group: Group, context: PhoneContext)] = []
    var groups: [Group: [Target]] = [:]
    for arc in source.arcs[from.node] {
      let next = arc.to.map { source.nodes[$0].phone } ?? PhoneSet.silence
      let context = PhoneContext(left: from.left, phone: node.phone, right: next)
      let group = Group(
        label: arc.label, states: tying.states(of: context), next: keepsContexts ? next : nil)
      let target = Target(
        junction: arc.to.map { junction($0, after: node.phone) } ?? end, weight: arc.weight)
      if groups[group] == nil { order.append((group, context)) }
      groups[group, default: []].append(target)
    }
    for (group, context) in order {
      let first = unit(context, group.states, node.word, groups[group] ?? [])
      entries[Int(own)].append(StateGraph.Entry(state: first, label: group.label))
    }
  }

  /// The first state of a unit.
  ///
  /// - Parameter context: one of those in which the phone has the tied states.
  private mutating func unit(
    _ context: PhoneContext, _ tied: [Int32], _ word: Int32, _ targets: [Target]
  ) -> Int32 {
    let isKept = keepsContexts && context.phone != PhoneSet.silence
    let key = UnitKey(
      targets: targets, states: tied, phone: context.phone, word: word,
      context: isKept ? context : nil)
    if let known = unitStarts[key] { return known }
    let first = Int32(states.count)
    unitStarts[key] = first
    units.append(StateGraph.Unit(context: context, word: word))
    for (position, state) in tied.enumerated() {
      let output = outputs[state] ?? Int32(outputs.count)
      outputs[state] = output
      states.append(
        StateGraph.State(output: output, unit: Int32(units.count - 1), position: Int32(position)))
      arcs.append([])
      exits.append([])
    }
    let topology = phones.topologies[context.phone]
    for (index, transition) in topology.transitions.enumerated() {
      let from = Int(first) + transition.from
      let number = Int32(phones.transitionStarts[context.phone] + index)
      if transition.to < topology.stateCount {
        arcs[from].append(StateGraph.Arc(to: first + Int32(transition.to), transition: number))
      } else {
        exits[from] += targets.map {
          StateGraph.Exit(junction: $0.junction, transition: number, weight: $0.weight)
        }
      }
    }
    return first
  }
}
