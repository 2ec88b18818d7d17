import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoZoo

/// Real Caffe models on real images.
@Suite(.serialized) struct CaffeModelTests {
  private func model(_ path: String) throws -> CaffeModel {
    try CaffeModel(try #require(TestData.url("models/\(path)")))
  }

  @Test(.requiresTestData("models/squeezenet-v1.1", "imagenet200"))
  func squeezeNetOnImageNet() throws {
    let model = try model("squeezenet-v1.1")
    #expect(model.notes.count == 1 && model.notes[0].contains("minus (104, 117, 123)"))
    let preprocessing = try #require(model.preprocessing)
    #expect(preprocessing.width == 227 && preprocessing.shortSide == 227)
    #expect(preprocessing.normalization.channelOrder == .bgr)
    let folder = try #require(TestData.url("imagenet200"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let items = names.sorted().compactMap { name -> (url: URL, label: Int)? in
      guard name.hasSuffix(".jpg"), let label = Int(name.prefix { $0 != "_" }) else { return nil }
      return (folder.appending(path: name), label)
    }
    let dataset = ImageDataset(
      items: items, classNames: (0..<1000).map(String.init), preprocessing: preprocessing)
    let classifier = try #require(model.classifier).optimizedForInference()
    let result = try evaluate(classifier, on: DataLoader(dataset, batchSize: 8))
    print("squeezenet on imagenet200: top-1 \(result.accuracy), top-5 \(result.top5Accuracy)")
    #expect(result.samples == 200 && result.accuracy >= 0.66 && result.top5Accuracy >= 0.84)
  }

  @Test(.requiresTestData("models/lenet-v1", "models/lenet-v2", "mnist"))
  func lenetsOnMNIST() throws {
    let folder = try #require(TestData.url("mnist"))
    let images = try IDX.read(folder.appending(path: "t10k-images-idx3-ubyte.gz"))
    let labels = try IDX.read(folder.appending(path: "t10k-labels-idx1-ubyte.gz"))
    let digits = TensorDataset(
      images.reshaped([10_000, 1, 28, 28]), labels: labels.scalars(as: Int.self),
      classNames: (0..<10).map(String.init), scale: 1 / 256)
    for path in ["lenet-v1", "lenet-v2"] {
      let model = try model(path)
      // Files of use say nothing of 1/256.
      #expect(model.preprocessing == nil && model.notes.isEmpty)
      let result = try evaluate(
        try #require(model.classifier), on: DataLoader(digits, batchSize: 100))
      print("\(path) on MNIST: \(result.accuracy)")
      #expect(result.accuracy >= 0.98)
    }
  }

  @Test(.requiresTestData("models/squeezenet-v1.1"))
  func writesWhatItReads() throws {
    let first = try model("squeezenet-v1.1")
    try withFolder { folder in
      let weights = folder.appending(path: "again.caffemodel")
      try first.write(caffemodel: weights)
      let second = try CaffeModel(CaffeFiles(prototxt: first.files.prototxt, weights: weights))
      let (a, b) = (first.graph.state, second.graph.state)
      #expect(a.map(\.name) == b.map(\.name) && a.count == 52)
      for (a, b) in zip(a, b) {
        #expect(a.tensor.scalars(as: Float.self) == b.tensor.scalars(as: Float.self))
      }
    }
  }

  /// Other sizes of input than the file's, and more samples.
  @Test(.requiresTestData("models/mtcnn", "models/squeezenet-v1.1"))
  func otherSizes() throws {
    let det1 = try model("mtcnn/det1.prototxt")
    let outputs = withoutGradients { det1.graph([.zeros([3, 3, 25, 33])]) }
    #expect(outputs.map(\.shape) == [[3, 4, 8, 12], [3, 2, 8, 12]])
    let squeezeNet = try model("squeezenet-v1.1")
    #expect(squeezeNet.graph.outputs.map(\.name) == ["prob"])
    #expect(
      withoutGradients { squeezeNet.graph(.zeros([2, 3, 100, 120])) }.shape == [2, 1000, 1, 1])
  }

  @Test(.requiresTestData("models"))
  func classifiers() throws {
    let classes = try [
      "squeezenet-v1.1", "lenet-v1", "cifar10-quick-v1", "mtcnn/det1.prototxt",
      "caffe-more/yufacedetectnet-v1/yufacedetectnet-open-v1.prototxt",
      "caffe-more/hyperlpr/Segmentation.prototxt",
    ].map { path in
      let classifier = try model(path).classifier
      return classifier.map { $0.spec(of: $0.outputs[0].value).shape[1] }
    }
    #expect(classes == [1000, 10, 10, 2, nil, 3])
  }

  @Test(.requiresTestData("models"))
  func otherClasses() throws {
    for (path, feature) in [
      ("squeezenet-v1.1", "fire9/concat"), ("lenet-v2", "ip1"),
      ("caffe-more/cifar10-full/cifar10_full.prototxt", "pool3"),
    ] {
      let model = try model(path)
      let description = try CaffeDescription(model.files)
      #expect(description.featureLayer == feature)
      #expect(description.preprocessing == model.preprocessing)
      let fresh = try description.network(classes: 7)
      let input = description.inputShape
      #expect(withoutGradients { fresh(.zeros(input)) }.shape == [input[0], 7])
      // A file for use alone names no fillers; weights of 0 would not learn.
      for (name, parameter) in fresh.parameters where parameter.shape.rank > 1 {
        #expect(parameter.detached.abs().max().item() > 0, "\(name)")
      }
      // The same parts, all but the last of the same shapes.
      let (a, b) = (model.graph.parameters, fresh.parameters)
      #expect(a.map(\.name) == b.map(\.name))
      #expect(zip(a, b).count { $0.value.shape != $1.value.shape } == 2)
    }
  }

  @Test(.requiresTestData("models/cifar10-quick-v1"))
  func labelsAreLeftOut() throws {
    let model = try model("cifar10-quick-v1")
    #expect(model.graph.inputs.count == 1)
    #expect(model.graph.spec(of: model.graph.inputs[0]).shape == [3, 3, 32, 32])
    #expect(model.graph.outputs.map(\.name) == ["argmax"])
    let outputs = withoutGradients { model.graph([.ones([2, 3, 32, 32])]) }
    #expect(outputs[0].shape == [2, 1, 5])
  }
}
