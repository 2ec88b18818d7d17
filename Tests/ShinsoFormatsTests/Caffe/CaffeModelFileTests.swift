import Foundation
import ShinsoSchemas
import ShinsoTensor
import SwiftProtobuf
import TestSupport
import Testing

@testable import ShinsoFormats

/// Nets with their weights in binary.
@Suite struct CaffeModelFileTests {
  private func net(_ message: CaffeNetParameter) throws -> CaffeNet {
    try net(message.serializedBytes())
  }

  private func net(_ bytes: [UInt8]) throws -> CaffeNet {
    try CaffeNet(caffemodel: MemorySource(bytes, name: "net.caffemodel"))
  }

  private func layer(_ name: String, _ blobs: CaffeBlobProto...) -> CaffeLayerParameter {
    var layer = CaffeLayerParameter()
    layer.name = name
    layer.type = "InnerProduct"
    layer.blobs = blobs
    return layer
  }

  private func blob(_ dims: [Int], _ values: [Float]) -> CaffeBlobProto {
    var blob = CaffeBlobProto()
    blob.shape.dim = dims.map(Int64.init)
    blob.data = values
    return blob
  }

  @Test func shapesOldAndNew() throws {
    var old = CaffeBlobProto()
    (old.num, old.channels, old.height, old.width) = (1, 1, 2, 3)
    old.data = [1, 2, 3, 4, 5, 6]
    var double = CaffeBlobProto()
    double.doubleData = [0.5, -0.25]
    var message = CaffeNetParameter()
    message.name = "n"
    message.layer = [layer("a", blob([2, 2], [1, 2, 3, 4]), old), layer("b", double)]
    let net = try net(message)
    #expect(net.name == "n" && net.layers.map(\.name) == ["a", "b"])
    #expect(net.layers[0].blobs.map(\.shape) == [[2, 2], [1, 1, 2, 3]])
    #expect(net.layers[0].blobs[0].scalars() == [1, 2, 3, 4] as [Float])
    #expect(net.layers[0].blobs[1].scalars() == [1, 2, 3, 4, 5, 6] as [Float])
    #expect(net.layers[1].blobs[0].shape == [2])
    #expect(net.layers[1].blobs[0].scalars() == [0.5, -0.25] as [Float])
  }

  @Test func olderForms() throws {
    var v1 = CaffeV1LayerParameter()
    v1.name = "ip"
    v1.type = .innerProduct
    v1.blobs = [blob([1, 1, 1, 2], [3, 4])]
    var v0 = CaffeV1LayerParameter()
    v0.layer.name = "conv"
    v0.layer.type = "conv"
    v0.layer.blobs = [blob([1], [5])]
    var message = CaffeNetParameter()
    message.layers = [v1, v0]
    let net = try net(message)
    #expect(net.layers.map(\.type) == ["InnerProduct", "Convolution"])
    #expect(net.layers.map { $0.blobs[0].scalars() } == [[3, 4], [5]] as [[Float]])
  }

  /// Values one by one, in two packed parts, beside gradients: all of that is the same message.
  @Test func valuesInParts() throws {
    func bytes(_ value: Float) -> [UInt8] { withUnsafeBytes(of: value.bitPattern, Array.init) }
    let loose: [UInt8] = [0x2D] + bytes(1) + [0x2D] + bytes(2)
    let packed: [UInt8] = [0x2A, 4] + bytes(3) + [0x2A, 8] + bytes(4) + bytes(5)
    let gradient: [UInt8] = [0x32, 4] + bytes(9)
    func file(_ blobs: [UInt8]...) -> [UInt8] {
      var content: [UInt8] = []
      for blob in blobs { content += [0x3A, UInt8(blob.count)] + blob }
      return [0xA2, 6, UInt8(content.count)] + content
    }
    let layer = try net(file(loose + gradient, gradient + packed)).layers[0]
    #expect(layer.blobs.map { $0.scalars() } == [[1, 2], [3, 4, 5]] as [[Float]])
    #expect(problem { try net(file(loose + packed)) }.contains("damaged"))
  }

  @Test func roundTrip() throws {
    try withFolder { folder in
      var message = CaffeNetParameter()
      message.name = "n"
      message.layer = [
        layer("a", blob([2, 1], [1.5, .leastNonzeroMagnitude]), blob([1], [-.infinity])),
        layer("b"),
      ]
      let first = try net(message)
      let url = folder.appending(path: "a.caffemodel")
      try first.write(caffemodel: url)
      let second = try CaffeNet(caffemodel: url)
      #expect(second.name == "n" && second.layers.map(\.name) == ["a", "b"])
      #expect(second.layers[0].blobs.map(\.bytes) == first.layers[0].blobs.map(\.bytes))
      #expect(second.layers[0].blobs.map(\.shape) == [[2, 1], [1]])
      // swift-protobuf reads the whole file as one message.
      let whole = try CaffeNetParameter(serializedBytes: Data(contentsOf: url))
      #expect(whole.layer[0].blobs[0].data == [1.5, .leastNonzeroMagnitude])
    }
  }

  @Test func damage() throws {
    var message = CaffeNetParameter()
    message.layer = [layer("a", blob([2, 2], [1, 2, 3]))]
    #expect(
      problem { try net(message) }
        == "net.caffemodel: is damaged: a blob of 'a' with the shape [2, 2] has 3 values")
    message.layer = [layer("a", blob([1 << 40, 1 << 40], [1]))]
    #expect(problem { try net(message) }.contains("is damaged: a blob of 'a'"))
    #expect(problem { try net([]) } == "net.caffemodel: is not a Caffe model: no layers")
    #expect(problem { try net(Array("name".utf8)) }.contains("damaged"))
    // A layer that claims to be longer than the file, and a length of 2⁶³.
    #expect(problem { try net([0xA2, 6, 100, 0]) }.contains("damaged near byte"))
    let huge = [0xA2, 6] + [UInt8](repeating: 0x80, count: 9) + [1]
    #expect(problem { try net(huge) }.contains("damaged near byte"))
    // Many empty layers take more memory than they have bytes.
    let empty = [[UInt8]](repeating: [0xA2, 6, 0], count: 1 << 15).flatMap { $0 }
    #expect(problem { try net(empty) }.contains("more than"))
  }

  /// What a net does not have is on a side branch, or it is in the middle and missed.
  @Test func takesBlobsByName() throws {
    func layer(_ name: String, _ bottom: String, _ top: String) -> CaffeLayerParameter {
      var layer = self.layer(name, blob([1], [1]))
      layer.bottom = [bottom]
      layer.top = [top]
      return layer
    }
    var message = CaffeNetParameter()
    message.layer = [
      layer("conv1", "data", "conv1"), layer("scale1", "conv1", "conv1"),
      layer("loss1/fc", "conv1", "loss1/fc"), layer("fc", "conv1", "fc"),
      layer("fc2", "fc", "fc2"),
    ]
    let weights = try net(message)
    var target = weights
    for index in target.layers.indices { target.layers[index].blobs = [] }
    target.layers.removeAll { ["scale1", "loss1/fc", "fc2"].contains($0.name) }
    let (filled, rest) = target.takingBlobs(of: weights)
    #expect(filled.layers.allSatisfy { $0.blobs.count == 1 })
    #expect(rest.sideBranches == ["loss1/fc", "fc2"] && rest.unexpected == ["scale1"])
  }
}
