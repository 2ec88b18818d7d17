import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

@Suite(.serialized) struct ChainerWeightsTests {
  private static func chainer(_ model: Module, prefix: String = "") -> [(String, Tensor)] {
    model.state.map { name, tensor in
      let parts = name.split(separator: ".").map(String.init)
      let leaf = ["weight": "W", "bias": "b"][parts[parts.count - 1]] ?? ""
      return (prefix + (parts.dropLast() + [leaf]).joined(separator: "/"), tensor)
    }
  }

  /// A model alone, one in a classifier, and a trainer's snapshot, which holds more than the model.
  @Test(arguments: ["", "predictor/", "updater/model:main/predictor/"])
  func weightsByName(prefix: String) throws {
    let model = LeNet(classes: 10)
    var arrays = Self.chainer(model, prefix: prefix)
    if prefix.hasPrefix("updater") {
      arrays += [("updater/iteration", Tensor(5)), ("updater/optimizer:main/t", Tensor(7))]
    }
    try withFolder { folder in
      let file = folder.appending(path: "lenet.npz")
      try NPZ.write(arrays.map { (name: $0.0, tensor: $0.1) }, to: file)
      let network = try NetworkSource("lenet", weights: file).load()
      for (own, loaded) in zip(model.state, network.model.state) {
        #expect((own.tensor - loaded.tensor).abs().max().item() == 0, "\(own.name)")
      }
    }
  }

  @Test func names() {
    func names(_ names: String...) -> [String]? {
      ChainerNames.converted(names.map { ($0, Tensor(0)) })?.map(\.name)
    }
    #expect(names("a/W", "a/b") == ["a.weight", "a.bias"])
    #expect(
      names("res2/bn/gamma", "res2/bn/beta", "res2/bn/avg_mean", "res2/bn/avg_var", "res2/bn/N")
        == ["res2.bn.weight", "res2.bn.bias", "res2.bn.runningMean", "res2.bn.runningVariance"])
    #expect(names("a.weight") == nil && names("a/W", "a/c") == nil && names("W") == nil)
  }

  /// The weights tell the network; what it makes is computed once more here, layer by layer.
  @Test(arguments: [3, 1]) func waifu2x(channels: Int) throws {
    let model = VGG7(channels: channels)
    try withFolder { folder in
      let file = folder.appending(path: "scale.npz")
      try NPZ.write(Self.chainer(model).map { (name: $0.0, tensor: $0.1) }, to: file)
      let source = try NetworkSource(file.path)
      #expect(source.architecture.classCount == nil && source.isTrained)
      let network = try source.load()
      let size = 21
      let count = channels * size * size
      let x = Tensor((0..<count).map { Float($0 * 7 % 23) / 22 }, shape: [1, channels, size, size])
      let (found, expected) = withoutGradients {
        var h = x
        for index in 1...7 {
          let name = "conv\(index)"
          let state = model.state.filter { $0.name.hasPrefix(name) }.map(\.tensor)
          h = conv2d(h, state[0], state[1])
          if index < 7 { h = maximum(h, h * 0.1) }
        }
        return (network.model(x), h)
      }
      #expect(found.shape == [1, channels, size - 14, size - 14])
      #expect((found - expected).abs().max().item() < 1e-5)
    }
  }
}
