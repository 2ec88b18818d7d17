import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// Caffe's published files by the names of the networks here.
@Suite(.serialized) struct CaffeWeightsTests {
  /// The network of the registry gives what the net of the files gives.
  private func expectEqual(
    _ name: String, _ files: CaffeFiles, variant: String?, classes: Int = 1000,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let weights = try #require(files.weights)
    #expect(NetworkSource.holdsWeightsAlone(weights), sourceLocation: sourceLocation)
    let network = try NetworkSource(name, weights: weights).load()
    #expect(network.architecture.variant["variant"] == variant, sourceLocation: sourceLocation)
    #expect(network.classNames.count == classes, sourceLocation: sourceLocation)
    let input = network.preprocessing.inputShape
    let x = Initializer.uniform(1).make(input, 1, 1, RandomKey(seed: 3, counter: 0))
    let model = try CaffeModel(files, input: input)
    let expected = withoutGradients {
      (model.classifier?(x) ?? model.graph(x)).flattened(from: 1)
    }
    let found = withoutGradients { network.model(x) }
    #expect(found.shape == [1, classes], sourceLocation: sourceLocation)
    let scale = expected.abs().max().item()
    #expect(scale > 0, sourceLocation: sourceLocation)
    #expect(
      withoutGradients { (found - expected).abs().max().item() } < 1e-4 * scale,
      sourceLocation: sourceLocation)
  }

  @Test(.requiresTestData("models/squeezenet-v1.1", "models/lenet-v1", "models/lenet-v2"))
  func realFiles() throws {
    func files(_ path: String) throws -> CaffeFiles {
      try CaffeFiles(#require(TestData.url("models/" + path)))
    }
    try expectEqual("squeezenet", files("squeezenet-v1.1"), variant: "caffe-v1.1")
    try expectEqual("lenet", files("lenet-v2"), variant: "caffe", classes: 10)
    // Four extents for each blob, and no `.caffemodel` in the name.
    try expectEqual("lenet", files("lenet-v1"), variant: "caffe", classes: 10)
    let squeezeNet = try NetworkSource(
      "squeezenet", weights: files("squeezenet-v1.1").weights
    ).load()
    #expect(squeezeNet.preprocessing.width == 227)
    #expect(squeezeNet.preprocessing.normalization.mean == [104, 117, 123])
    let wrong = try files("lenet-v2").weights
    #expect(
      problem { try NetworkSource("googlenet", weights: wrong).load() }
        .contains("has other layers than googlenet; put it into a folder with its .prototxt"))
    #expect(
      problem {
        try NetworkSource("squeezenet", weights: wrong, variant: ["variant": "v1.1"]).load()
      } == "--variant v1.1: has no weights in Caffe's files; those of Caffe are of caffe-v1.1, "
        + "caffe-v1.0")
  }

  /// With zeros around the last convolution; the other version does not fit.
  @Test func squeezeNet10() throws {
    try withFolder { folder in
      try expectEqual(
        "squeezenet", PublishedCaffeNet.squeezeNet10().write(to: folder), variant: "caffe-v1.0")
    }
  }

  /// A file for use alone, without the heads of training.
  @Test func googLeNet() throws {
    try withFolder { folder in
      try expectEqual(
        "googlenet", PublishedCaffeNet.googLeNet().write(to: folder), variant: "caffe")
    }
  }

  @Test func networkInNetwork() throws {
    try withFolder { folder in
      try expectEqual("nin", PublishedCaffeNet.nin().write(to: folder), variant: "imagenet")
    }
  }

  /// The first convolution has a bias, statistics a divisor, and the first pooling no padding.
  @Test func resNet50() throws {
    try withFolder { folder in
      try expectEqual(
        "resnet50", PublishedCaffeNet.resNet50().write(to: folder), variant: "caffe")
    }
  }

  /// A net with the same weights that computes something else is told by what differs.
  @Test func differencesAreTold() throws {
    try withFolder { folder in
      let files = try PublishedCaffeNet.resNet50(strideAt: "branch2b").write(to: folder)
      #expect(
        problem { try NetworkSource("resnet50", weights: files.weights).load() }.contains(
          "is not resnet50 as it is here: res3a_branch2a has the stride 1×1, not 2×2; put it into a "
            + "folder with its .prototxt"))
    }
  }

  /// Every part with weights has a name in the authors' files.
  @Test(arguments: ["resnet50", "resnet101", "resnet152", "googlenet", "squeezenet"])
  func namesAreComplete(name: String) throws {
    let entry = try Networks.entry(name)
    for form in entry.caffeForms {
      let model = entry.make(classes: 10, variant: ["variant": form.variant ?? ""])
      let modules = Set(model.state.map { String($0.name[..<$0.name.lastIndex(of: ".")!]) })
      let same = ["conv1", "conv10"].filter { form.modules[$0] == nil }
      #expect(Set(form.modules.values).union(same).isSuperset(of: modules))
      #expect(modules.isSuperset(of: form.modules.values))
    }
    #expect(ResNet101Entry.caffeForms[0].modules["res4b22_branch2c"] == "layer3.22.conv3")
    #expect(ResNet152Entry.caffeForms[0].modules["bn3b7_branch2a"] == "layer2.7.bn1")
    #expect(ResNet50Entry.caffeForms[0].modules["scale4f_branch2b"] == "layer3.5.bn2")
    #expect(ResNet18Entry.caffeForms.isEmpty)
  }

  /// AlexNet and CaffeNet have the same weights.
  @Test func orderTellsCaffeNet() throws {
    func layer(_ name: String, _ type: String) -> CaffeLayer {
      var layer = CaffeLayerParameter()
      (layer.name, layer.type) = (name, type)
      return CaffeLayer(layer, blobs: type == "Convolution" ? [.zeros([1])] : [])
    }
    let parts = [layer("norm1", "LRN"), layer("pool1", "Pooling")]
    try withFolder { folder in
      let url = folder.appending(path: "net.caffemodel")
      for (rest, expected) in [(parts, "caffe"), (parts.reversed(), "caffenet")] {
        try CaffeNet(layers: [layer("conv1", "Convolution")] + rest).write(caffemodel: url)
        let weights = try CaffeWeights(url)
        #expect(
          try weights.forms(of: AlexNetEntry.self, variant: nil).map(\.variant) == [expected])
        let other = expected == "caffe" ? "caffenet" : "caffe"
        #expect(
          problem { try weights.forms(of: AlexNetEntry.self, variant: other) }
            .contains("it does not have its layers in the order"))
      }
    }
  }
}
