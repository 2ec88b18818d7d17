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
    for name in names { #expect(try Networks.entry(name).name == name) }
    #expect(problem { try Networks.entry("LeNet") }.contains("unknown network; there are mlp"))
  }

  @Test(arguments: Networks.entries.map { $0.name }) func entriesAreTrue(name: String) throws {
    let entry = try Networks.entry(name)
    let network = entry.make()
    #expect(
      network.parameters.reduce(0) { $0 + $1.value.value.elementCount } == entry.parameterCount)
    #expect(network.module(named: entry.featureLayer) != nil)
    network.mode = .evaluation
    let logits = withoutGradients { network(.zeros(entry.inputShape)) }
    #expect(logits.shape == [1, entry.classCount])
    let other = entry.make(classes: 3, variant: [:])
    other.mode = .evaluation
    #expect(withoutGradients { other(.zeros(entry.inputShape)) }.shape == [1, 3])
    #expect((1943...2016).contains(entry.year) || name.hasPrefix("efficientnet"))
    #expect(!entry.title.isEmpty && !entry.paper.isEmpty && !entry.expectation.isEmpty)
    #expect(DataCatalog.entries.contains { $0.id == entry.data } || entry.data.contains(" "))
    #expect(entry.recipe.learningRate > 0 && entry.recipe.batchSize > 0)
    if let pretrained = entry.pretrained { #expect(pretrained.entry.id == name) }
  }

  @Test func summariesNeedNoWeights() throws {
    #expect(try NetworkSource("mlp").architecture.summary().contains("hidden.1"))
    #expect(try NetworkSource("lenet").architecture.summary().contains("conv2"))
    #expect(
      problem { try PretrainedNetwork("lenet") }.contains("has no published weights; train it"))
  }

  @Test func variantsOfThePerceptron() throws {
    let network = MLPEntry.make(classes: 4, variant: ["hidden": "30,20,10", "activation": "tanh"])
    #expect(
      network.parameters.map { $0.value.value.shape }.filter { $0.rank == 2 }
        == [[30, 784], [20, 30], [10, 20], [4, 10]])
  }
}
