import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

@Suite struct WeightsFileTests {
  private func network(_ tensors: [(name: String, tensor: Tensor)]) throws -> any TensorLayer {
    try withFolder { folder in
      let url = folder.appending(path: "weights.npz")
      try NPZ.write(tensors, to: url)
      return try WeightsFile(url).network(LeNetEntry.self, Architecture(LeNetEntry.self)).model
    }
  }

  /// As a module of a training keeps its network, beside the weights of a loss.
  @Test func aNetworkWithinSomethingLarger() throws {
    RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
    let lenet = LeNet(classes: 10)
    let named = lenet.state.map { ("net.\($0.name)", $0.tensor) }
    let found = try network(named + [("loss.weight", Tensor([1, 2] as [Float]))])
    for (own, other) in zip(lenet.state, found.state) {
      #expect(own.tensor.scalars(as: Float.self) == other.tensor.scalars(as: Float.self))
    }
    #expect(throws: InputError.self) { try network(Array(named.dropLast())) }
  }
}
