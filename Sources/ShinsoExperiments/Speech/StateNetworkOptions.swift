import ArgumentParser

extension StateNetwork.HiddenUnit: ExpressibleByArgument {}

/// The network of `dnn-hmm`; what is not given follows from the number of frames.
struct StateNetworkOptions: ParsableArguments {
  @Option("Frames on each side that the network sees as well.", in: 0...50) var context = 5
  @Option("Hidden layers; the paper's 7.", in: 1...20) var layers = 4
  @Option(
    "Units of each hidden layer; the paper's 2048.", in: .range(1...16_384),
    default: "128, 256 from 20,000 frames, 512 from 100,000")
  var units: Int?
  @Option("What hidden units do with their sum; the paper's sigmoid.")
  var activation = StateNetwork.HiddenUnit.relu
  @Option("Part of the hidden units that is dropped in training.", in: .belowOne)
  var dropout = 0.2
  @Option(
    "Passes over the data for each layer before the next is put on top; 0 trains all at once.",
    in: 0...1000)
  var pretrainEpochs = 1
  @Option(
    "How much frames vary in training, as by other voices; 0 leaves them as they are.",
    in: 0...10)
  var variation = 1.0
  @Option(
    "How often the network aligns the utterances anew and learns from that, with half the passes.",
    in: 0...10)
  var realignments = 1
  @Option("Passes over whole utterances by boosted MMI at the end.", in: 0...100)
  var sequenceEpochs = 3
  @Option("The learning rate of these passes, which falls to 0.", in: .positive)
  var sequenceRate = 3e-5

  var frameVariation: FrameVariation? {
    variation > 0 ? FrameVariation(strength: Float(variation)) : nil
  }

  /// - Parameter frames: to learn from.
  func shape(frames: Int) -> StateNetwork {
    StateNetwork(
      context: context, layers: layers,
      units: units ?? (frames >= 100_000 ? 512 : frames >= 20_000 ? 256 : 128),
      activation: activation, dropout: dropout)
  }
}
