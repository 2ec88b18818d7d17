import Foundation
import ShinsoSchemas
import ShinsoTensor

/// A net in Caffe's files: `.prototxt`, which describes it, or `.caffemodel`, which holds its
/// weights as well. Nets of every age come in one form: layers as of V2, of which the first ones
/// declare the inputs.
///
/// ```swift
/// let net = try CaffeNet(prototxt: deploy).in(.test)
/// let (filled, _) = net.takingBlobs(of: try CaffeNet(caffemodel: weights))
/// ```
public struct CaffeNet: Sendable {
  public var name: String
  public var layers: [CaffeLayer]
  /// The file that it was read from, which errors name; empty: none.
  public let file: String
  /// The form that its layers have in the file.
  public let version: Version
  /// What the net says of its own state.
  package var state: CaffeNetState

  /// The most layers that a file may have, and the most names that these may take and make
  /// together; the largest nets have some thousands.
  private static let (layerLimit, nameLimit) = (1 << 13, 1 << 15)

  package init(
    name: String = "", layers: [CaffeLayer], state: CaffeNetState = CaffeNetState(),
    file: String = "", version: Version = .v2
  ) {
    self.name = name
    self.layers = layers
    self.file = file
    self.version = version
    self.state = state
  }

  /// The form of today for what a file says apart from its layers, and its layers.
  init(
    _ net: CaffeNetParameter, _ layers: [CaffeLayer], file: String, version: Version
  ) throws {
    guard layers.count <= Self.layerLimit else {
      throw InputError(
        file, "has \(counted(layers.count, "layer")), more than the limit of \(Self.layerLimit)")
    }
    let layers = try Self.inputs(of: net, file: file) + layers
    guard layers.reduce(0, { $0 + $1.tops.count + $1.bottoms.count }) <= Self.nameLimit else {
      throw InputError(file, "has layers with more than \(Self.nameLimit) tops and bottoms")
    }
    self.init(
      name: net.name, layers: layers, state: net.state, file: file, version: version)
    upgradeTransformations()
  }

  /// Inputs that are declared outside of layers, as a layer.
  private static func inputs(of net: CaffeNetParameter, file: String) throws -> [CaffeLayer] {
    if net.input.isEmpty { return [] }
    var layer = CaffeLayerParameter()
    layer.name = "input"
    layer.type = "Input"
    layer.top = net.input
    layer.inputParam.shape = net.inputShape
    if !net.inputDim.isEmpty {
      guard net.inputDim.count == 4 * net.input.count, net.inputShape.isEmpty else {
        throw InputError(
          file,
          "has \(counted(net.input.count, "input")) with \(counted(net.inputDim.count, "value")) "
            + "of input_dim; "
            + "it takes four for each")
      }
      layer.inputParam.shape = net.input.indices.map { index in
        var shape = CaffeBlobShape()
        shape.dim = net.inputDim[4 * index..<4 * index + 4].map(Int64.init)
        return shape
      }
    }
    return [CaffeLayer(layer)]
  }

  /// Scale, mean, crop and mirror were once part of the data layers' own parameters.
  private mutating func upgradeTransformations() {
    for index in layers.indices {
      let (data, image) = (
        layers[index].parameter.dataParam, layers[index].parameter.imageDataParam
      )
      let window = layers[index].parameter.windowDataParam
      func upgrade(
        _ hasScale: Bool, _ scale: Float, _ meanFile: String, _ cropSize: UInt32, _ mirror: Bool
      ) {
        if hasScale { layers[index].parameter.transformParam.scale = scale }
        if !meanFile.isEmpty { layers[index].parameter.transformParam.meanFile = meanFile }
        if cropSize > 0 { layers[index].parameter.transformParam.cropSize = cropSize }
        if mirror { layers[index].parameter.transformParam.mirror = true }
      }
      upgrade(data.hasScale, data.scale, data.meanFile, data.cropSize, data.mirror)
      upgrade(image.hasScale, image.scale, image.meanFile, image.cropSize, image.mirror)
      upgrade(window.hasScale, window.scale, window.meanFile, window.cropSize, window.mirror)
    }
  }
}
