import ShinsoData
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoZoo

/// Every network of the registry is what its entry says.
@Suite struct NetworksTests {
  @Test func namesAreFound() throws {
    let names = Networks.entries.map { $0.name }
    #expect(Set(names).count == names.count)
    #expect(problem { try Networks.entry("transformer-xl-large") }.contains("there are mlp"))
    for name in names { #expect(try Networks.entry(name).name == name) }
    #expect(problem { try Networks.entry("LeNet") }.contains("did you mean 'lenet'?"))
  }

  @Test(arguments: Networks.entries.map { $0.name }) func entriesAreTrue(name: String) throws {
    let entry = try Networks.entry(name)
    let network = entry.make()
    #expect(network.evaluationParameterCount == entry.parameterCount)
    #expect(network.module(named: entry.featureLayer) != nil)
    network.mode = .evaluation
    let logits = withoutGradients { network(.zeros(entry.inputShape)) }
    #expect(logits.shape == [1, entry.classCount])
    let other = entry.make(classes: 3, variant: [:])
    other.mode = .evaluation
    #expect(withoutGradients { other(.zeros(entry.inputShape)) }.shape == [1, 3])
    #expect((1943...2019).contains(entry.year))
    #expect(!entry.title.isEmpty && !entry.paper.isEmpty && !entry.expectation.isEmpty)
    #expect(DataCatalog.entries.contains { $0.id == entry.data } || entry.data.contains(" "))
    #expect(entry.recipe.learningRate > 0 && entry.recipe.batchSize > 0)
    let first = try entry.options(variant: entry.variants.first)
    #expect(entry.preprocessing(variant: first) == entry.preprocessing)
    #expect(entry.parameterCount(variant: first) == entry.parameterCount)
    #expect(entry.classCount(variant: first) == entry.classCount)
    #expect(entry.featureLayer(variant: first) == entry.featureLayer)
    if let pretrained = entry.pretrained { #expect(pretrained.entry.id == name) }
  }

  /// Every variant but the first, which is what the entry describes.
  @Test(
    arguments: Networks.entries.flatMap { entry in
      entry.variants.dropFirst().map { (entry.name, $0) }
    })
  func variantsAreTrue(name: String, variant: String) throws {
    let entry = try Networks.entry(name)
    let options = try entry.options(variant: variant)
    let classes = entry.classCount(variant: options)
    let network = entry.make(classes: classes, variant: options)
    #expect(network.evaluationParameterCount == entry.parameterCount(variant: options))
    #expect(network.module(named: entry.featureLayer(variant: options)) != nil)
    network.mode = .evaluation
    let logits = withoutGradients { network(.zeros(entry.inputShape(variant: options))) }
    #expect(logits.shape == [1, classes])
  }

  @Test func unknownVariantsAreErrors() throws {
    #expect(try AlexNetEntry.options(variant: nil) == [:])
    #expect(try AlexNetEntry.options(variant: "caffenet") == ["variant": "caffenet"])
    #expect(
      problem { try AlexNetEntry.options(variant: "bvlc") }
        == "--variant: there is no alexnet 'bvlc'; it has caffe, caffenet, torchvision")
    #expect(
      problem { try MLPEntry.options(variant: "deep", of: "model.safetensors") }
        == "model.safetensors: there is no mlp 'deep'; it has no variants")
    #expect(
      problem { try NetworkSource("nin", variantName: "x").architecture.summary() }.contains(
        "no nin 'x'"))
  }

  /// A random crop has the size that the network takes, whatever the variant.
  @Test(arguments: [
    "alexnet", "googlenet", "inception-v3", "nin", "sppnet", "vgg16", "resnet50", "resnet20-cifar",
    "squeezenet", "densenet121", "mobilenet-v2",
  ])
  func augmentationsMakeTheNetworksSize(name: String) throws {
    let entry = try Networks.entry(name)
    let image = Image(width: 90, height: 70, format: .rgb, filledWith: 60)
    for variant in entry.variants.map(Optional.some) + [nil] {
      let options = try entry.options(variant: variant)
      let input = entry.preprocessing(variant: options)
      var generator = SplitMix64(seed: 4)
      let found = entry.transform(entry.augmentation(variant: options), variant: options)
      let augmentation = try #require(found)
      let changed = try augmentation(image, using: &generator)
      #expect(changed.width == input.width && changed.height == input.height)
    }
  }

  @Test func summariesNeedNoWeights() throws {
    #expect(try NetworkSource("mlp").architecture.summary().contains("hidden.1"))
    #expect(try NetworkSource("lenet").architecture.summary().contains("conv2"))
    #expect(
      problem { try PretrainedNetwork("lenet") }.contains("has no published weights; train it"))
  }

  @Test func summariesAreOfTheVariant() throws {
    func total(_ name: String, _ variant: String?) throws -> Substring {
      let source = try NetworkSource(name, variantName: variant)
      let lines = try source.architecture.summary().split(separator: "\n")
      return lines.last?.split(separator: " ")[1] ?? ""
    }
    #expect(try total("lenet", nil) == "431080")
    #expect(try total("lenet", "original") == "60000")
    #expect(try total("lenet", "1989") == "9760")
    #expect(try total("squeezenet", "v1.0") == "1248424")
    #expect(try total("resnet20-cifar", "B") == "272474")
  }

  @Test func variantsOfThePerceptron() throws {
    let network = MLPEntry.make(classes: 4, variant: ["hidden": "30,20,10", "activation": "tanh"])
    #expect(
      network.parameters.map { $0.value.detached.shape }.filter { $0.rank == 2 }
        == [[30, 784], [20, 30], [10, 20], [4, 10]])
  }
}
