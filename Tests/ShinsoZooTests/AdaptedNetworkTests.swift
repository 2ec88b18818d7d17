import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

@Suite struct AdaptedNetworkTests {
  /// Of another number of classes as of the same, the last layer is new and the others are kept.
  @Test(arguments: [3, 10, 40]) func theLastLayerIsNew(classes: Int) throws {
    try withFolder { folder in
      RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
      let file = folder.appending(path: "a.safetensors")
      try SafetensorsFile.write(LeNet().state, to: file)
      let network = try NetworkSource("lenet", weights: file).load()
      let adapted = try network.adapted(classes: classes)
      #expect(adapted.newParameters == ["fc2.weight", "fc2.bias"])
      adapted.model.mode = .evaluation
      #expect(withoutGradients { adapted.model(.zeros([2, 1, 28, 28])) }.shape == [2, classes])
      let before = Dictionary(network.model.state.map { ($0.name, $0.tensor) }) { $1 }
      for (name, tensor) in adapted.model.state {
        let isKept =
          before[name]?.scalars(as: Float.self) == tensor.scalars(as: Float.self)
        // New biases are zeros, as those of a new network are.
        if name == "fc2.bias" { continue }
        #expect(isKept != adapted.newParameters.contains(name), "\(name)")
      }
      // Training it leaves the network as it was.
      let changed = adapted.model.parameters[0].value
      changed.assign(.zeros(changed.shape))
      #expect(
        network.model.parameters[0].value.detached.scalars(as: Float.self).contains { $0 != 0 })
    }
  }
}
