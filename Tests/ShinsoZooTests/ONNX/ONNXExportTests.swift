import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// What is written is read back and computes the same. That ONNX Runtime agrees is checked by
/// Tools/golden/onnx_export.py.
@Suite(.serialized) struct ONNXExportTests {
  @Test(arguments: Networks.entries.map { $0.name })
  func networks(name: String) throws {
    let entry = try Networks.entry(name)
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let model = entry.make(classes: 5, variant: [:])
    let native = entry.inputShape(variant: [:])
    // Large ones as small as they work, as in TracedNetworkTests.
    let isBound = [
      "alexnet", "vgg16", "vgg19", "googlenet", "inception-v3", "sppnet", "mlp", "lenet",
    ].contains(name)
    let size = isBound ? native[2] : min(native[2], 64)
    let shape: Shape = [1, native[1], size, size]
    let x = Initializer.uniform(1).make(
      [2, native[1], size, size], 1, 1, RandomKey(seed: 2, counter: 0))
    for _ in 0..<2 { withoutGradients { _ = model(x) } }
    model.mode = .evaluation
    let expected = withoutGradients { model(x) }
    let url = FileManager.default.temporaryDirectory.appending(
      path: "shinso-\(UInt64.random(in: 0 ... .max)).onnx")
    defer { try? FileManager.default.removeItem(at: url) }
    let export = try ONNXExport(model.traced(input: shape), title: name)
    #expect(export.takesAnyBatch)
    try export.write(to: url)
    let read = try ONNXModel(url)
    #expect(read.takesAnyBatch && read.file.opset == 17)
    #expect(read.file.producer == "shinso \(Version.current)")
    let found = withoutGradients { read.graph(x) }
    let scale = expected.abs().max().item()
    #expect(scale > 0)
    #expect(withoutGradients { (found - expected).abs().max().item() } < 1e-4 * scale)
    try keep(url, name, x, [expected])
  }

  /// For Tools/golden/onnx_export.py, in the folder that `SHINSO_KEEP_ONNX` names.
  private func keep(_ file: URL, _ name: String, _ x: Tensor, _ outputs: [Tensor]) throws {
    guard let path = ProcessInfo.processInfo.environment["SHINSO_KEEP_ONNX"] else { return }
    let folder = URL(filePath: path)
    try AtomicFile.makeFolder(folder)
    try FileManager.default.copyItem(at: file, to: folder.appending(path: "\(name).onnx"))
    try NPZ.write(
      [("x", x)] + outputs.enumerated().map { ("y\($0)", $1) },
      to: folder.appending(path: "\(name).npz"))
  }

  /// Scores and their softmax, both as maps of one pixel, as Caffe's nets give them.
  @Test func scoresBesideTheirSoftmax() throws {
    let builder = GraphBuilder()
    let x = builder.input("data", TensorSpec(shape: [1, 3, 4, 4]))
    let weight = builder.parameter("conv.weight", Parameter(.ones([5, 3, 4, 4])))
    let scores = try builder.add("conv", Conv2dOp(), [x, weight])[0]
    let shares = try builder.add("prob", SoftmaxOp(axis: 1), [scores])[0]
    let url = FileManager.default.temporaryDirectory.appending(
      path: "shinso-\(UInt64.random(in: 0 ... .max)).onnx")
    defer { try? FileManager.default.removeItem(at: url) }
    try ONNXExport(
      builder.build(outputs: [("scores", scores), ("prob", shares)]), title: "two"
    ).write(to: url)
    let classifier = try #require(try ONNXModel(url).classifier)
    classifier.mode = .evaluation
    let found = withoutGradients { classifier(.ones([2, 3, 4, 4])) }
    #expect(found.shape == [2, 5] && found.scalars(as: Float.self).allSatisfy { $0 == 48 })
  }

  /// A detector of Caffe's, with several outputs and boxes that follow from sizes.
  @Test(.requiresTestData("models/caffe-more/ultralight"))
  func caffe() throws {
    let folder = try #require(TestData.url("models/caffe-more/ultralight"))
    let model = try CaffeModel(folder)
    let url = FileManager.default.temporaryDirectory.appending(
      path: "shinso-\(UInt64.random(in: 0 ... .max)).onnx")
    defer { try? FileManager.default.removeItem(at: url) }
    try ONNXExport(model.graph, title: "ultralight").write(to: url)
    let read = try ONNXModel(url)
    let shape = model.graph.spec(of: model.graph.inputs[0]).shape
    let x = Initializer.uniform(1).make(shape, 1, 1, RandomKey(seed: 2, counter: 0))
    let (found, expected) = withoutGradients { (read.graph([x]), model.graph([x])) }
    #expect(found.count == expected.count && !found.isEmpty)
    for (a, b) in zip(found, expected) {
      #expect(a.shape == b.shape)
      #expect(withoutGradients { (a - b).abs().max().item() } < 1e-4)
    }
    try keep(url, "ultralight", x, expected)
  }

  /// Its preprocessing stays with it.
  @Test func notes() throws {
    let entry = try Networks.entry("lenet")
    let url = FileManager.default.temporaryDirectory.appending(
      path: "shinso-\(UInt64.random(in: 0 ... .max)).onnx")
    defer { try? FileManager.default.removeItem(at: url) }
    let network = try NetworkSource("lenet").exportable(.onnx, random: 1)
    #expect(try network.write(.onnx, to: url) == ["with random weights"])
    let source = try NetworkSource(url.path)
    #expect(source.architecture.preprocessing == entry.preprocessing)
    #expect(source.architecture.classCount == 10)
  }
}
