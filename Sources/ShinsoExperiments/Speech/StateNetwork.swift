import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The shape of the network that says which tied state a frame belongs to.
struct StateNetwork: Sendable, Hashable, Codable {
  enum HiddenUnit: String, Sendable, Codable, CaseIterable { case sigmoid, relu }

  /// Frames on each side that it sees as well.
  var context: Int
  /// Hidden layers.
  var layers: Int
  var units: Int
  var activation: HiddenUnit
  var dropout: Double

  var splicing: FrameSplicing { FrameSplicing(context: context) }

  /// - Parameters:
  ///   - layers: the number of hidden layers, fewer than ``layers`` while they are pretrained one by one.
  ///   - width: dimensions of a frame.
  func make(layers: Int, width: Int, states: Int) -> MultilayerPerceptron {
    MultilayerPerceptron(
      splicing.count(width), hidden: [Int](repeating: units, count: layers), classes: states,
      dropout: dropout, activation: activation == .relu ? .relu : .sigmoid)
  }

  /// A network with one layer more than another, whose hidden layers it takes over (Seide, Li, Chen & Yu,
  /// "Feature engineering in context-dependent deep neural networks for conversational speech
  /// transcription", ASRU 2011, section 3.3).
  func grown(from smaller: [NamedTensor], layers: Int, width: Int, states: Int) throws
    -> MultilayerPerceptron
  {
    let network = make(layers: layers, width: width, states: states)
    let kept = smaller.filter { $0.name.hasPrefix("hidden.") }
    let names = Set(kept.map(\.name))
    try network.load(
      kept + network.state.filter { !names.contains($0.name) }, from: "the layers below")
    return network
  }
}

extension StateNetwork {
  /// Whether the numbers, which may be from a file, make a network.
  var isPossible: Bool {
    (0...1000).contains(context) && (1...1000).contains(layers) && (1...1_000_000).contains(units)
      && (0..<1).contains(dropout)
  }
}
