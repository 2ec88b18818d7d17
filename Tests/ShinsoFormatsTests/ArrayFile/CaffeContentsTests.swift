import Foundation
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Caffe's binary files as files of arrays.
@Suite struct CaffeContentsTests {
  private func source(_ net: CaffeNetParameter, _ name: String = "a.caffemodel") throws
    -> MemorySource
  {
    MemorySource(try net.serializedBytes(), name: name)
  }

  /// The numbers of a blob lie in several pieces, as a protobuf may have them.
  @Test func listsLayersAndBlobs() throws {
    var blob = CaffeBlobProto()
    blob.shape.dim = [2, 3]
    blob.data = [1, 2, 3, 4, 5, 6]
    var double = CaffeBlobProto()
    double.doubleData = [0.5, -1.5]
    var layer = CaffeLayerParameter()
    (layer.name, layer.type, layer.bottom, layer.top) = ("ip", "InnerProduct", ["x"], ["y"])
    layer.blobs = [blob, double]
    var relu = CaffeLayerParameter()
    (relu.name, relu.type) = ("r", "ReLU")
    var net = CaffeNetParameter()
    net.name = "n"
    net.layer = [layer, relu]
    let file = try ArrayFile(source(net))
    #expect(file.format == .caffemodel && file.metadata == ["net": "n", "version": "V2"])
    #expect(file.layers.map(\.name) == ["ip", "r"] && file.layers.map(\.parameterCount) == [8, 0])
    #expect(file.layers[0].bottoms == ["x"] && file.layers[0].shapes == [[2, 3], [2]])
    #expect(file.arrays.map(\.name) == ["ip.weight", "ip.bias"])
    #expect(file.arrays.map(\.type) == ["float32", "float64"])
    let first = try #require(try file.statistics(of: 0))
    #expect(first.mean == 3.5 && first.least == 1 && first.greatest == 6)
    #expect(try file.statistics(of: 1)?.mean == -0.5)
    // The fields of a message may come again: the second list goes on with the first.
    var bytes: [UInt8] = []
    var parts = CaffeBlobProto()
    parts.shape.dim = [3]
    bytes += try parts.serializedBytes() as [UInt8]
    for values in [[1, 2], [6]] as [[Float]] {
      var part = CaffeBlobProto()
      part.data = values
      bytes += try part.serializedBytes() as [UInt8]
    }
    let mean = try ArrayFile(MemorySource(bytes, name: "m.binaryproto"))
    #expect(mean.format == .binaryproto && mean.arrays.map(\.shape) == [[3, 1, 1]])
    #expect(mean.metadata == ["means of the channels": "1.0, 2.0, 6.0"])
    #expect(try mean.statistics(of: 0)?.mean == 3)
  }

  @Test func olderVersions() throws {
    var layer = CaffeV1LayerParameter()
    (layer.name, layer.type) = ("c", .relu)
    var net = CaffeNetParameter()
    net.layers = [layer]
    let file = try ArrayFile(source(net, "c_iter_10"))
    #expect(file.metadata["version"] == "V1" && file.layers.map(\.type) == ["ReLU"])
    net.layers[0].layer.type = "relu"
    #expect(try ArrayFile(source(net)).metadata["version"] == "V0")
  }

  @Test func damagedFiles() throws {
    for (bytes, name) in [([1, 2, 3], "a.caffemodel"), ([8, 1], "b.binaryproto")]
      as [([UInt8], String)]
    {
      #expect(problem { try ArrayFile(MemorySource(bytes, name: name)) }.hasPrefix("\(name): "))
    }
  }

  @Test(.requiresTestData("models/lenet-v1", "models/squeezenet-v1.1"))
  func realFiles() throws {
    for (path, version, count) in [
      ("lenet-v1/lenet_iter_10000", "V1", 431_080),
      ("squeezenet-v1.1/squeezenet_v1.1.caffemodel", "V2", 1_235_496),
    ] {
      let file = try ArrayFile(try #require(TestData.url("models/" + path)))
      #expect(file.metadata["version"] == version)
      #expect(file.layers.reduce(0) { $0 + $1.parameterCount } == count)
      #expect(file.arrays.reduce(0) { $0 + $1.elementCount } == count)
    }
  }
}
