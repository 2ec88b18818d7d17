import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo
import TestSupport
import Testing

@Suite(.serialized) struct NetworkWeightsTests {
  private static let weights = "models/resnet20-cifar10/resnet20-12fca82f.th"

  /// 91.7 % of the lossless pictures were published; of the JPEG ones PyTorch gets about 79.5 %.
  @Test(.requiresTestData(weights, "cifar10-jpeg.tar.gz"))
  func resNet20KnowsCIFARsPictures() throws {
    let file = try #require(TestData.url(Self.weights))
    #expect(NetworkSource.holdsWeightsAlone(file))
    let network = try NetworkSource("resnet20-cifar", weights: file).load()
    #expect(network.classNames.prefix(3) == ["airplane", "automobile", "bird"])
    let archive = try #require(TestData.url("cifar10-jpeg.tar.gz"))
    let parts = try #require(try ImageFolder.parts(of: archive))
    #expect(parts.training.items.count == 50_000 && parts.heldOut.items.count == 10_000)
    #expect(parts.heldOut.classNames == network.classNames)
    // The first hundred of each class.
    let some = (0..<10).flatMap { label in
      parts.heldOut.items[(label * 1000)..<(label * 1000 + 100)]
    }
    let dataset = ImageDataset(
      ImageFolder(classNames: network.classNames, items: some),
      preprocessing: network.preprocessing)
    let result = try evaluate(network.model, on: DataLoader(dataset, batchSize: 100))
    #expect(result.samples == 1000 && result.accuracy > 0.77)
  }

  /// Nothing in a file tells the variant, but its weights.
  @Test(arguments: ["v1.1", "v1.0"]) func theVariantIsTheOneThatFits(variant: String) throws {
    let model = SqueezeNetEntry.make(classes: 1000, variant: ["variant": variant])
    // torchvision's names are the other way round.
    let fires = variant == "v1.1" ? [3, 4, 6, 7, 9, 10, 11, 12] : [3, 4, 5, 7, 8, 9, 10, 12]
    let tensors = model.state.map { name, tensor -> (String, Tensor) in
      var parts = name.split(separator: ".").map(String.init)
      switch parts[0] {
      case "conv1": parts[0] = "features.0"
      case "conv10": parts[0] = "classifier.1"
      default: parts[0] = "features.\(fires[(Int(parts[0].dropFirst(4)) ?? 2) - 2])"
      }
      return (parts.joined(separator: "."), tensor)
    }
    try withFolder { folder in
      let file = folder.appending(path: "squeezenet.safetensors")
      try SafetensorsFile.write(tensors, metadata: ["format": "pt"], to: file)
      #expect(NetworkSource.holdsWeightsAlone(file))
      let network = try NetworkSource("squeezenet", weights: file).load()
      #expect(network.classNames.count == 1000)
      model.mode = .evaluation
      let x = Initializer.uniform(1).make([1, 3, 48, 48], 1, 1, RandomKey(seed: 2, counter: 0))
      let (a, b) = withoutGradients { (model(x), network.model(x)) }
      #expect((a - b).abs().max().item() == 0)
    }
  }

  @Test func otherFiles() throws {
    try withFolder { folder in
      let file = folder.appending(path: "model.safetensors")
      let tensors = [("fc.weight", Tensor.zeros([2, 2]))]
      try SafetensorsFile.write(tensors, metadata: ["format": "pt"], to: file)
      let message = problem { try NetworkSource("resnet18", weights: file).load() }
      #expect(message.contains("does not fit this model: conv1.weight is missing"))
      #expect(message.split(whereSeparator: \.isNewline).count == 1)
      try SafetensorsFile.write(tensors, metadata: ["classes": "[]", "format": "pt"], to: file)
      #expect(!NetworkSource.holdsWeightsAlone(file))
      #expect(!NetworkSource.holdsWeightsAlone(folder))
      let damaged = try folder.write([1, 2, 3], to: "damaged.pth")
      #expect(
        !problem { try NetworkSource("resnet18", weights: damaged).load() }.isEmpty)
    }
  }
}
