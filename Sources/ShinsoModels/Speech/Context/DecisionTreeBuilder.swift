/// Grows a ``DecisionTree`` from the data: of all leaves, the one is divided that gains the most
/// likelihood, by the question that gains the most.
public struct DecisionTreeBuilder {
  /// The leaves in all.
  public var leafCount = 500
  /// A leaf has at least this many frames.
  public var fewestFrames = 100.0
  /// A division gains at least this much.
  public var smallestGain = 100.0

  private let phones: PhoneSet
  private let statistics: ContextStatistics
  private let floor: [Float]

  /// - Parameter floor: of the variances.
  public init(_ phones: PhoneSet, _ statistics: ContextStatistics, floor: [Float]) {
    self.phones = phones
    self.statistics = statistics
    self.floor = floor
  }

  /// The tree, and the statistics of its tied states.
  public func tree() -> (tree: DecisionTree, leaves: [GaussianStatistics]) {
    let questions = PhoneQuestions((0..<phones.count).map(statistics.total), floor: floor)
    var nodes: [DecisionTree.Node] = []
    var leaves: [Leaf] = []
    let roots = (0..<phones.count).map { phone in
      (0..<phones.topologies[phone].stateCount).map { state in
        nodes.append(DecisionTree.Node())
        let seen = statistics.contexts(of: phone).compactMap { context in
          statistics.byContext[context].map { Seen(context: context, statistics: $0[state]) }
        }
        leaves.append(leaf(nodes.count - 1, seen, phone == PhoneSet.silence ? nil : questions))
        return nodes.count - 1
      }
    }
    while leaves.count < leafCount {
      guard let place = leaves.indices.max(by: { leaves[$0].gain < leaves[$1].gain }),
        let division = leaves[place].division
      else { break }
      let parent = leaves[place]
      nodes[parent.node].side = division.side
      nodes[parent.node].question = division.question
      nodes[parent.node].yes = nodes.count
      nodes[parent.node].no = nodes.count + 1
      nodes += [DecisionTree.Node(), DecisionTree.Node()]
      leaves[place] = leaf(
        nodes.count - 2, parent.seen.filter { division.isYes($0.context) }, questions)
      leaves.append(
        leaf(nodes.count - 1, parent.seen.filter { !division.isYes($0.context) }, questions))
    }
    // States are numbered in the order of the nodes: those of a phone lie together.
    leaves.sort { $0.node < $1.node }
    for (state, leaf) in leaves.enumerated() { nodes[leaf.node].state = Int32(state) }
    let tree = DecisionTree(nodes: nodes, roots: roots, stateCount: leaves.count)
    return (tree, leaves.map(\.total))
  }

  private struct Seen {
    let context: PhoneContext
    let statistics: GaussianStatistics
  }

  private struct Division {
    let side: DecisionTree.Side
    let question: [Bool]
    let gain: Double

    func isYes(_ context: PhoneContext) -> Bool {
      question[side == .left ? context.left : context.right]
    }
  }

  private struct Leaf {
    let node: Int
    let seen: [Seen]
    let total: GaussianStatistics
    let division: Division?
    var gain: Double { division?.gain ?? -.infinity }
  }

  /// - Parameter questions: nil if the leaf stays whole.
  private func leaf(_ node: Int, _ seen: [Seen], _ questions: PhoneQuestions?) -> Leaf {
    let total = seen.reduce(into: GaussianStatistics(width: statistics.width)) {
      $0 += $1.statistics
    }
    let division = questions.flatMap { best($0, seen, total) }
    return Leaf(node: node, seen: seen, total: total, division: division)
  }

  private func best(
    _ questions: PhoneQuestions, _ seen: [Seen], _ total: GaussianStatistics
  ) -> Division? {
    let before = total.logLikelihood(floor: floor)
    var best: Division?
    for side in [DecisionTree.Side.left, .right] {
      // Added up by neighbor first: a question then needs as many sums as there are neighbors.
      var byNeighbor: [Int: GaussianStatistics] = [:]
      for one in seen {
        let neighbor = side == .left ? one.context.left : one.context.right
        byNeighbor[neighbor, default: GaussianStatistics(width: statistics.width)] += one.statistics
      }
      let neighbors = byNeighbor.sorted { $0.key < $1.key }
      for question in questions.sets {
        var yes = GaussianStatistics(width: statistics.width)
        for (neighbor, statistics) in neighbors where question[neighbor] { yes += statistics }
        let no = total - yes
        guard yes.count >= fewestFrames, no.count >= fewestFrames else { continue }
        let gain = yes.logLikelihood(floor: floor) + no.logLikelihood(floor: floor) - before
        if gain > best?.gain ?? smallestGain {
          best = Division(side: side, question: question, gain: gain)
        }
      }
    }
    return best
  }
}
