import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// What may stand where a network is named.
@Suite struct NetworkSourceTests {
  private typealias Tensors = [(name: String, tensor: Tensor)]

  /// LeNet with some random weights.
  private func lenet(classes: Int = 10) -> LeNet {
    RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
    return LeNet(classes: classes)
  }

  private func logits(_ model: any TensorLayer) -> [Float] {
    model.mode = .evaluation
    return withoutGradients { model(.ones([1, 1, 28, 28])) }.scalars(as: Float.self)
  }

  private func load(_ file: URL) throws -> PretrainedNetwork {
    try NetworkSource("lenet", weights: file).load()
  }

  @Test func weightsOfOtherPrograms() throws {
    try withFolder { folder in
      let model = lenet()
      let parallel: Tensors = model.state.map { ("module." + $0.name, $0.tensor) }
      for (name, tensors) in [("own", model.state), ("parallel", parallel)] {
        let safetensors = folder.appending(path: "\(name).safetensors")
        try SafetensorsFile.write(tensors, to: safetensors)
        let npz = folder.appending(path: "\(name).npz")
        try NPZ.write(tensors, to: npz)
        for file in [safetensors, npz] {
          let network = try load(file)
          #expect(logits(network.model) == logits(model))
          #expect(network.classNames == (0..<10).map(String.init) && network.hasClassNames)
          #expect(network.name == "lenet" && network.featureLayer == "fc1")
        }
      }
      // As many classes as the weights have.
      let file = folder.appending(path: "few.safetensors")
      try SafetensorsFile.write(lenet(classes: 3).state, to: file)
      #expect(try load(file).classNames.count == 3)
      #expect(try logits(load(file).model) == logits(lenet(classes: 3)))
    }
  }

  /// An entry's names for PyTorch's.
  @Test func pyTorchNamesAreTranslated() throws {
    try withFolder { folder in
      let model = EfficientNetLite0(classes: 4)
      let theirs: Tensors = model.state.map { name, tensor in
        var name = name.replacing("classifier", with: "_fc")
        if name.hasPrefix("head.") { name = name.replacing("head.conv", with: "_conv_head") }
        return (name.replacing("head.bn", with: "_bn1"), tensor)
      }
      let file = folder.appending(path: "a.safetensors")
      try SafetensorsFile.write(
        theirs + [("_bn1.num_batches_tracked", Tensor([1 as Int64]))], to: file)
      let network = try NetworkSource("efficientnet-lite0", weights: file).load()
      #expect(network.classNames.count == 4)
      #expect(
        network.model.state.map { $0.tensor.scalars(as: Float.self) }
          == model.state.map { $0.tensor.scalars(as: Float.self) })
    }
  }

  @Test func weightsThatDoNotFitAreListed() throws {
    try withFolder { folder in
      let state = lenet().state
      func problem(_ tensors: Tensors) throws -> String {
        let file = folder.appending(path: "bad.safetensors")
        try SafetensorsFile.write(tensors, to: file)
        return ShinsoZooTests.problem { try load(file) }
      }
      #expect(
        try problem(Array(state.dropFirst()) + [("extra", .zeros([1]))])
          .contains(
            "bad.safetensors: does not fit this model: conv1.weight is missing; extra is not"))
      let thin = state.map { ($0.name, $0.name == "fc1.bias" ? Tensor.zeros([9]) : $0.tensor) }
      #expect(try problem(thin).contains("fc1.bias has shape [9], not [500]"))
      let npy = folder.appending(path: "a.npy")
      try NPY.write(.zeros([2]), to: npy)
      #expect(ShinsoZooTests.problem { try load(npy) }.contains("holds one array without a name"))
      try Data("none".utf8).write(to: npy)
      #expect(ShinsoZooTests.problem { try load(npy) }.contains("is not a safetensors, PyTorch"))
    }
  }

  @Test func runsAndTheirModels() throws {
    try withFolder { folder in
      let file = folder.appending(path: "model.safetensors")
      func write(_ metadata: [String: String]) throws {
        try SafetensorsFile.write(
          lenet(classes: 2).state,
          metadata: ["system": "lenet", "network": "lenet", "classes": #"["a","b"]"#]
            .merging(metadata) { $1 }, to: file)
      }
      try write([:])
      for path in [folder.path, file.path] {
        let network = try NetworkSource(path).load()
        #expect(network.classNames == ["a", "b"] && network.hasClassNames)
        #expect(network.architecture.source == "lenet" && network.architecture.variant.isEmpty)
        #expect(logits(network.model) == logits(lenet(classes: 2)))
      }
      #expect(
        problem { try NetworkSource(folder.path, weights: file) }
          .contains("cannot replace the weights of a trained model"))
      // A classifier on a network's features.
      try write(["system": "pretrained-mlp", "layer": "fc1"])
      #expect(
        problem { try NetworkSource(file.path) }
          .contains("is a model of pretrained-mlp, not a network"))
      try write(["network": file.path])
      #expect(problem { try NetworkSource(file.path) }.contains("holds no network"))
      try write(["network": "letnet"])
      #expect(problem { try NetworkSource(file.path) }.contains("unknown network"))
    }
  }

  @Test func whatHoldsNoNetwork() throws {
    try withFolder { folder in
      #expect(
        problem { try NetworkSource("letnet") }.hasPrefix(
          "letnet: unknown network; did you mean 'lenet'?"))
      for gone in ["folder/letnet", "letnet.caffemodel"] {
        #expect(problem { try NetworkSource(gone) } == "\(gone): no such file or folder")
      }
      #expect(problem { try NetworkSource(folder.path) }.contains("holds no network"))
      let file = folder.appending(path: "weights.npz")
      try NPZ.write(lenet().state, to: file)
      #expect(
        problem { try NetworkSource(file.path) }
          .contains("name it: --network NAME --weights \(file.path)"))
    }
  }

  /// A format of files that begin with a word: LeNet with all weights as large as the file says.
  private enum PlainFormat: NetworkFormat {
    static let files = "plain words"

    static func read(_ url: URL, weights: URL?) throws -> ForeignNetwork? {
      let text = try String(contentsOf: url, encoding: .utf8)
      guard text.hasPrefix("plain ") else { return nil }
      guard let value = Float(text.dropFirst(6)) else { throw InputError(url.path, "is damaged") }
      return ForeignNetwork(
        name: "plain",
        architecture: Architecture(
          source: url.path, classCount: 10, preprocessing: .digits, featureLayer: "fc1"
        ) { LeNet(classes: $0) }, files: [url], classNames: (0..<10).map(String.init),
        trained: value == 0
          ? nil
          : {
            let model = LeNet()
            try model.load(
              model.state.map { ($0.name, .full(Double(value), shape: $0.tensor.shape)) },
              from: text)
            return (model, [])
          })
    }
  }

  @Test func filesOfOtherFrameworks() throws {
    try withFolder { folder in
      let file = folder.appending(path: "net")
      func source(_ text: String) throws -> NetworkSource {
        try Data(text.utf8).write(to: file)
        return try NetworkSource(file.path, formats: [PlainFormat.self])
      }
      let network = try source("plain 0.5").load()
      #expect(network.name == "plain" && network.classNames[9] == "9")
      #expect(
        network.model.parameters.allSatisfy { $0.value.detached.scalars(as: Float.self)[0] == 0.5 })
      let adapted = try network.adapted(classes: 4)
      #expect(adapted.newParameters == ["fc2.weight", "fc2.bias"])
      #expect(adapted.model.state[0].tensor.scalars(as: Float.self)[0] == 0.5)
      let digest = network.digest
      #expect(try source("plain 0.25").load().digest != digest)
      #expect(problem { try source("plain 0").load() }.contains("comes without trained weights"))
      #expect(problem { try source("plain x") }.contains("is damaged"))
      #expect(
        problem { try source("other") }.contains("holds no network of a known format: plain words"))
    }
  }
}
