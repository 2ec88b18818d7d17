import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// Networks with random weights, written and read back. ``ONNXExportTests`` has those of ONNX.
@Suite(.serialized) struct ExportableNetworkTests {
  /// The scores of a picture of noise, prepared as the network wants it.
  private func scores(_ model: any TensorLayer, _ preprocessing: ImagePreprocessing) throws
    -> [Float]
  {
    let isGray = preprocessing.format == .gray
    var generator = SplitMix64(seed: 4)
    let count = preprocessing.width * preprocessing.height * (isGray ? 1 : 3)
    let picture = Image(
      width: preprocessing.width, height: preprocessing.height, format: isGray ? .gray : .rgb,
      pixels: (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    var values = [Float](repeating: 0, count: preprocessing.inputShape.elementCount)
    values.withUnsafeMutableBufferPointer {
      preprocessing.normalization.write(picture, into: $0)
    }
    model.mode = .evaluation
    let x = Tensor(values, shape: preprocessing.inputShape)
    return withoutGradients { model(x).scalars() }
  }

  private func expectEqual(_ found: [Float], _ expected: [Float], within tolerance: Float) {
    let scale = expected.map { abs($0) }.max() ?? 0
    #expect(scale > 0 && found.count == expected.count)
    let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(difference <= tolerance * scale, "\(difference) of \(scale)")
  }

  /// Statistics of normalizations that are not those of the beginning, so that all of them count.
  private func disturb(_ model: any TensorLayer) {
    for (index, buffer) in model.buffers.enumerated() {
      let shape = buffer.value.value.shape
      let noise = Initializer.uniform(0.2).make(
        shape, 1, 1, RandomKey(seed: 9, counter: UInt64(index)))
      buffer.value.assign(withoutGradients { buffer.value.value + noise.abs() })
    }
  }

  @Test(arguments: ["lenet", "squeezenet", "googlenet", "resnet18", "densenet121", "inception-v3"])
  func caffesFilesComputeTheSame(name: String) throws {
    try withFolder { folder in
      let network = try NetworkSource(name).exportable(.caffemodel, random: 3)
      disturb(network.model)
      let file = folder.appending(path: "\(name).caffemodel")
      let notes = try network.write(.caffemodel, to: file)
      #expect(notes.contains("described by \(name).prototxt"))
      for file in [file, folder] {
        let read = try NetworkSource(file.path).load()
        #expect(read.preprocessing.width == network.preprocessing.width)
        // What the files cannot say of resizing is told.
        let (own, found) = (network.preprocessing, read.preprocessing)
        let isSame = found.shortSide == own.shortSide && found.interpolation == own.interpolation
        #expect(isSame == !notes.contains { $0.contains("resized") })
        expectEqual(
          try scores(read.model, read.preprocessing),
          try scores(network.model, network.preprocessing), within: 1e-5)
      }
    }
  }

  /// Every network is written, or the message names the layer that Caffe does not have.
  @Test func whatCaffeCannotHold() throws {
    var refused: [String: String] = [:]
    for entry in Networks.entries {
      let network = try NetworkSource(entry.name).exportable(.caffemodel, random: 3)
      do { try network.check(.caffemodel) } catch let error as InputError {
        refused[entry.name] = error.description
      }
    }
    // TensorFlow's padding, grids whose cells overlap, shortcuts with channels of zeros.
    let expected =
      ["efficientnet-lite0", "sppnet"] + [20, 32, 44, 56, 110].map { "resnet\($0)-cifar" }
    #expect(Set(refused.keys) == Set(expected), "\(refused)")
    for problem in refused.values {
      #expect(problem.hasPrefix("layer ") && problem.hasSuffix("; use .onnx"), "\(problem)")
    }
  }

  @Test(arguments: ["lenet", "squeezenet", "resnet18"])
  func weightsByName(name: String) throws {
    try withFolder { folder in
      let network = try NetworkSource(name).exportable(.npz, random: 5)
      let expected = try scores(network.model, network.preprocessing)
      let npz = folder.appending(path: "weights.npz")
      #expect(try network.write(.npz, to: npz) == ["with random weights", "weights alone"])
      let own = folder.appending(path: "whole.safetensors")
      #expect(try network.write(.safetensors, to: own) == ["with random weights"])
      for source in try [
        NetworkSource(name, weights: npz), NetworkSource(name, weights: own),
        NetworkSource(own.path),
      ] {
        let read = try source.load()
        #expect(read.preprocessing == network.preprocessing && read.architecture.source == name)
        #expect(try scores(read.model, read.preprocessing) == expected)
      }
    }
  }

  /// A file that says its variant is of that one, and of no other network.
  @Test func variants() throws {
    try withFolder { folder in
      let network = try NetworkSource("mobilenet-v2", variantName: "keras")
        .exportable(.npz, random: 5)
      let npz = folder.appending(path: "w.npz")
      let notes = try network.write(.npz, to: npz)
      #expect(notes.last?.hasSuffix("w.npz --variant keras`") == true, "\(notes)")
      let own = folder.appending(path: "w.safetensors")
      _ = try network.write(.safetensors, to: own)
      for source in try [
        NetworkSource("mobilenet-v2", weights: own), NetworkSource(own.path),
        NetworkSource("mobilenet-v2", weights: npz, variantName: "keras"),
      ] {
        let read = try source.load()
        #expect(read.architecture.variant["variant"] == "keras")
        #expect(read.preprocessing == network.preprocessing)
      }
      let taken = try NetworkSource("mobilenet-v2", weights: npz).load()
      #expect(taken.architecture.variant["variant"] == "torchvision")
      #expect(
        problem {
          try NetworkSource("mobilenet-v2", weights: own, variantName: "torchvision").load()
        }
        .contains("is of the variant keras, not torchvision"))
      #expect(
        problem { try NetworkSource("lenet", weights: own).load() }
          .contains("is a model of mobilenet-v2, not of lenet"))
    }
  }

  /// Weights for other classes than the network was published with, and for pictures of another size.
  @Test func ofOtherClasses() throws {
    try withFolder { folder in
      let architecture = try NetworkSource("mobilenet-v2", variantName: "keras").architecture
      let npz = folder.appending(path: "w.npz")
      try NPZ.write(try architecture.make(classes: 7).state, to: npz)
      let source = try NetworkSource("mobilenet-v2", weights: npz, variantName: "keras")
      let network = ExportableNetwork(try source.load().taking(size: 96))
      let own = folder.appending(path: "w.safetensors")
      #expect(try network.write(.safetensors, to: own).isEmpty)
      let read = try NetworkSource(own.path).load()
      #expect(read.classNames.count == 7 && read.preprocessing == network.preprocessing)
      #expect(
        try scores(read.model, read.preprocessing)
          == scores(network.model, network.preprocessing))
      let notes = try network.write(.npz, to: npz)
      #expect(notes.last?.hasSuffix("w.npz --variant keras --size 96`") == true, "\(notes)")
    }
  }

  /// A net of Caffe's gives its scores and their softmax, each in a shape of its own, or the places of
  /// the highest.
  @Test(arguments: [
    #"name: "prob" type: "Softmax" bottom: "pool10" top: "prob""#,
    #"name: "best" type: "ArgMax" bottom: "pool10" top: "best" argmax_param { top_k: 2 }"#,
  ])
  func caffesClassifiersAsONNX(last: String) throws {
    try withFolder { folder in
      let prototxt = folder.appending(path: "net.prototxt")
      try Data(
        """
        input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
        layer { name: "conv10" type: "Convolution" bottom: "data" top: "conv10"
          convolution_param { num_output: 5 kernel_size: 3 weight_filler { type: "xavier" } } }
        layer { name: "pool10" type: "Pooling" bottom: "conv10" top: "pool10"
          pooling_param { pool: AVE global_pooling: true } }
        layer { \(last) }
        """.utf8
      ).write(to: prototxt)
      let network = try NetworkSource(prototxt.path).exportable(.onnx, random: 5)
      let onnx = folder.appending(path: "net.onnx")
      _ = try network.write(.onnx, to: onnx)
      let model = try ONNXModel(onnx)
      let classifier = try #require(model.classifier)
      let x = Tensor((0..<192).map { Float($0 * 7 % 23) - 11 }, shape: [1, 3, 8, 8])
      let (expected, found) = withoutGradients { (network.model(x), classifier(x)) }
      #expect(found.shape == [1, 5])
      expectEqual(found.scalars(), expected.scalars(), within: 1e-5)
      #expect(try NetworkSource(onnx.path).load().classNames.count == 5)
    }
  }

  /// Caffe's own layers go back into its files.
  @Test func layersOfCaffe() throws {
    let model = try makeCaffeModel(
      """
      input: "x" input_shape { dim: 1 dim: 3 dim: 4 dim: 5 }
      layer { name: "prelu" type: "PReLU" bottom: "x" top: "p" }
      layer { name: "shared" type: "PReLU" bottom: "p" top: "s" prelu_param { channel_shared: true } }
      layer { name: "bias" type: "Bias" bottom: "s" top: "b" }
      layer { name: "rows" type: "Bias" bottom: "b" top: "r" bias_param { axis: 2 num_axes: 2 } }
      layer { name: "scale" type: "Scale" bottom: "r" top: "c" scale_param { axis: 2 } }
      layer { name: "best" type: "ArgMax" bottom: "c" top: "a" argmax_param { axis: 1 top_k: 2 } }
      layer { name: "all" type: "ArgMax" bottom: "c" top: "z" argmax_param { out_max_val: true } }
      """,
      [
        "prelu": [Tensor([0.5, -1, 2] as [Float])], "shared": [Tensor([0.25] as [Float])],
        "bias": [Tensor([1, -2, 3] as [Float])],
        "rows": [Tensor((0..<20).map { Float($0 % 7) }, shape: [4, 5])],
        "scale": [Tensor([1, -2, 0.5, 3] as [Float])],
      ])
    try withFolder { folder in
      let file = folder.appending(path: "net.caffemodel")
      let input = ImagePreprocessing(
        width: 5, height: 4, shortSide: 5, interpolation: .bilinear,
        normalization: ImageNormalization(
          scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1], channelOrder: .bgr))
      try CaffeExport(model.graph, title: "net", input: input).write(to: file)
      let read = try CaffeModel(file)
      let types = try CaffeNet(prototxt: read.files.prototxt).layers.map(\.type)
      #expect(types.filter { $0 == "PReLU" }.count == 2 && !types.contains("ReLU"), "\(types)")
      let x = Tensor((0..<60).map { Float($0 * 7 % 23) - 11 }, shape: [1, 3, 4, 5])
      let (expected, found) = withoutGradients { (model.graph([x]), read.graph([x])) }
      #expect(found.map(\.shape) == expected.map(\.shape) && found.count == 2)
      for (a, b) in zip(found, expected) { #expect(a.scalars(as: Float.self) == b.scalars()) }
    }
  }

  /// What a file of weights cannot hold of a network in files of its own is told.
  @Test func ofOtherFrameworks() throws {
    try withFolder { folder in
      let onnx = folder.appending(path: "net.onnx")
      let network = try NetworkSource("lenet").exportable(.onnx, random: 5)
      _ = try network.write(.onnx, to: onnx)
      let foreign = try NetworkSource(onnx.path).exportable(.safetensors, random: nil)
      let weights = folder.appending(path: "net.safetensors")
      #expect(try foreign.write(.safetensors, to: weights) == ["weights alone"])
      #expect(try SafetensorsFile(weights).metadata.isEmpty)
      #expect(try Set(SafetensorsFile.read(weights).map(\.name)).count == foreign.model.state.count)
      let caffe = folder.appending(path: "net.caffemodel")
      _ = try foreign.write(.caffemodel, to: caffe)
      let read = try NetworkSource(caffe.path).load()
      expectEqual(
        try scores(read.model, read.preprocessing),
        try scores(network.model, network.preprocessing), within: 1e-5)
    }
  }

  @Test func trainedWeightsUnlessRandomOnesAreAskedFor() throws {
    let message = problem { try NetworkSource("lenet").exportable(.onnx, random: nil) }
    for part in ["lenet: has no trained weights", "shinso train lenet", "--weights", "--random"] {
      #expect(message.contains(part), "\(message)")
    }
    #expect(problem { try ExportFormat(of: URL(filePath: "a/net.h5")) }.contains(".safetensors"))
    #expect(try ExportFormat(of: URL(filePath: "NET.ONNX")) == .onnx)
  }
}
