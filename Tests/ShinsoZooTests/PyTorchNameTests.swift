import Testing

@testable import ShinsoZoo

@Suite struct PyTorchNameTests {
  @Test(
    arguments: [
      ("layer1.0.conv1.weight", "layer1.0.conv1.weight"), ("fc.bias", "fc.bias"),
      ("bn1.running_mean", "bn1.runningMean"), ("running_var", "runningVariance"),
      ("bn1.num_batches_tracked", nil), ("num_batches_tracked", nil),
      ("num_batches_tracked.weight", "num_batches_tracked.weight"), ("", ""), (".", "."),
    ] as [(String, String?)])
  func ours(key: String, name: String?) { #expect(PyTorchName.converted(key) == name) }

  @Test(arguments: [
    ("features.0.weight", "conv1.weight"), ("features.12.expand3x3.bias", "fire9.expand3x3.bias"),
    ("classifier.1.bias", "conv10.bias"), ("features.5.squeeze.bias", "features.5.squeeze.bias"),
    ("features", "features"), ("features.x.weight", "features.x.weight"),
  ]) func squeezeNet(key: String, name: String) {
    #expect(SqueezeNetEntry.name(ofPyTorch: key, variant: [:]) == name)
  }

  @Test(arguments: [
    ("features.0.0.weight", "stem.conv.weight"),
    ("features.18.1.running_var", "head.bn.runningVariance"),
    ("features.1.conv.0.0.weight", "blocks.0.depthwise.conv.weight"),
    ("features.1.conv.2.bias", "blocks.0.project.bn.bias"),
    ("features.17.conv.0.1.weight", "blocks.16.expand.bn.weight"),
    ("features.2.conv.3.running_mean", "blocks.1.project.bn.runningMean"),
    ("classifier.1.weight", "classifier.weight"), ("features.19.0.weight", "features.19.0.weight"),
    ("features.1.conv.9.weight", "features.1.conv.9.weight"), ("fc.weight", "fc.weight"),
  ]) func mobileNet(key: String, name: String) {
    #expect(MobileNetV2Entry.name(ofPyTorch: key, variant: [:]) == name)
  }

  @Test func cifarResNets() {
    func name(_ key: String) -> String? {
      CIFARResNet20Entry.name(ofPyTorch: key, variant: [:])
    }
    #expect(name("linear.weight") == "fc.weight")
    #expect(name("layer2.0.shortcut.1.running_mean") == "layer2.0.downsample.1.runningMean")
    #expect(name("layer2.0.bn1.num_batches_tracked") == nil)
  }

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
}
