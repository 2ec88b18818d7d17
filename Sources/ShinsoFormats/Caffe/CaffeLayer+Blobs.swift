import ShinsoSchemas
import ShinsoTensor

extension CaffeLayer {
  /// A layer whose blobs are written out in the message.
  init(_ parameter: CaffeLayerParameter, file: String) throws {
    try self.init(parameter) { blob in
      let values = blob.data.isEmpty ? blob.doubleData.map { Float($0) } : blob.data
      return Tensor(
        values, shape: try blob.shape(count: values.count, of: parameter.name, file: file))
    }
  }

  /// A layer of a binary file, whose values have been left where they are.
  init(
    _ parameter: CaffeLayerParameter, _ values: [CaffeValues], from source: any ByteSource
  ) throws {
    try self.init(parameter) { blob in
      let values = values[Int(blob.payload)]
      let count = values.byteCount / (values.isDouble ? 8 : 4)
      let shape = try blob.shape(count: count, of: parameter.name, file: source.name)
      return try values.tensor(shape, from: source)
    }
  }

  private init(
    _ parameter: CaffeLayerParameter, _ tensor: (CaffeBlobProto) throws -> Tensor
  ) rethrows {
    var layer = parameter
    layer.blobs = []
    self.init(layer, blobs: try parameter.blobs.map(tensor))
  }
}

extension CaffeLayerParameter {
  /// What one of the layer's blobs is.
  func role(ofBlob index: Int) -> String {
    let roles = type == "BatchNorm" ? ["mean", "variance", "divisor"] : ["weight", "bias"]
    return index < roles.count ? roles[index] : "\(index)"
  }
}

extension CaffeNet {
  /// What its file says of its layers, with the shapes of the blobs that they have.
  public var entries: [LayerEntry] {
    layers.map { layer in
      LayerEntry(layer.parameter, shapes: layer.blobs.isEmpty ? nil : layer.blobs.map(\.shape.dims))
    }
  }
}

extension CaffeBlobProto {
  /// The shape of a blob with `count` values.
  func shape(count: Int, of layer: String, file: String) throws -> Shape {
    let dims =
      hasShape
      ? shape.dim.map { Int($0) }
      : hasNum || hasChannels || hasHeight || hasWidth
        ? [Int(num), Int(channels), Int(height), Int(width)] : [count]
    guard count > 0, TensorSize.bytes(dims, .float32) == count * DType.float32.size else {
      throw InputError(
        file,
        "is damaged: a blob of \(layer.isEmpty ? "it" : quoted(layer)) with the shape \(dims) "
          + "has \(counted(count, "value"))")
    }
    return Shape(dims)
  }
}
