import Testing

@testable import ShinsoZoo

@Suite struct PyTorchNameTests {
  @Test func statisticsHaveOtherNames() {
    #expect(PyTorchName.converted("layer1.0.bn1.running_mean") == "layer1.0.bn1.runningMean")
    #expect(PyTorchName.converted("bn.running_var") == "bn.runningVariance")
    #expect(PyTorchName.converted("fc.weight") == "fc.weight")
    #expect(PyTorchName.converted("bn.num_batches_tracked") == nil)
  }

  @Test func modulesAreRenamedWhole() {
    let table = ["features.1": "bn1_1", "features.10": "conv5"]
    func name(_ key: String) -> String? { PyTorchName.converted(key, modules: table) }
    #expect(name("features.1.running_var") == "bn1_1.runningVariance")
    #expect(name("features.10.weight") == "conv5.weight")
    #expect(name("features.100.weight") == "features.100.weight")
    #expect(name("features.1.num_batches_tracked") == nil)
    #expect(name("weight") == "weight")
  }

  @Test func torchvisionsNamesBecomeCaffes() throws {
    let norm = ["variant": "norm"]
    #expect(VGG19Entry.name(ofPyTorch: "features.0.weight", variant: [:]) == "conv1_1.weight")
    #expect(VGG19Entry.name(ofPyTorch: "classifier.3.bias", variant: [:]) == "fc7.bias")
    #expect(VGG16Entry.name(ofPyTorch: "features.3.weight", variant: norm) == "conv1_2.weight")
    #expect(
      VGG16Entry.name(ofPyTorch: "features.4.running_mean", variant: norm) == "bn1_2.runningMean")
    #expect(AlexNetEntry.name(ofPyTorch: "classifier.6.bias", variant: [:]) == "fc8.bias")
  }

  /// The names of the usual weights for CIFAR-10.
  @Test func cifarResNets() {
    func name(_ key: String) -> String? {
      CIFARResNet20Entry.name(ofPyTorch: key, variant: [:])
    }
    #expect(name("linear.weight") == "fc.weight")
    #expect(name("layer2.0.shortcut.1.running_mean") == "layer2.0.downsample.1.runningMean")
    #expect(name("layer2.0.bn1.num_batches_tracked") == nil)
  }
}
