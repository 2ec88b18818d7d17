import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  /// A size beyond which no input is plausible.
  private static let limit = 1 << 24

  func input(_ layer: CaffeLayer, _: [Graph.Value]) throws -> [Graph.Value] {
    let shapes = try layer.parameter.inputParam.shape.map { try shape($0, layer) }
    return try declare(layer, shapes)
  }

  func dummyData(_ layer: CaffeLayer, _: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.dummyDataParam
    if !parameter.shape.isEmpty {
      return try declare(layer, try parameter.shape.map { try shape($0, layer) })
    }
    let (channels, height, width) = (parameter.channels, parameter.height, parameter.width)
    try require(
      [channels, height, width].allSatisfy { $0.count == parameter.num.count }, layer,
      "num, channels, height and width are not given equally often")
    return try declare(
      layer,
      try parameter.num.indices.map {
        try shape([parameter.num[$0], channels[$0], height[$0], width[$0]].map(Int64.init), layer)
      })
  }

  func memoryData(_ layer: CaffeLayer, _: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.memoryDataParam
    let dims = [parameter.batchSize, parameter.channels, parameter.height, parameter.width]
    return try withLabels(layer, try shape(dims.map(Int64.init), layer))
  }

  func imageData(_ layer: CaffeLayer, _: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.imageDataParam
    let crop = layer.parameter.transformParam.cropSize
    let (height, width) = crop > 0 ? (crop, crop) : (parameter.newHeight, parameter.newWidth)
    let dims = [max(parameter.batchSize, 1), parameter.isColor ? 3 : 1, height, width]
    return try withLabels(layer, height > 0 ? try shape(dims.map(Int64.init), layer) : nil)
  }

  /// Where the data come from says nothing of their size.
  func data(_ layer: CaffeLayer, _: [Graph.Value]) throws -> [Graph.Value] {
    try withLabels(layer, nil)
  }

  /// Data with labels, of which only training takes notice.
  private func withLabels(_ layer: CaffeLayer, _ shape: Shape?) throws -> [Graph.Value] {
    switch purpose {
    case .training(let given): return try declare(layer, [given])
    case .inference(let given):
      guard let shape = given ?? shape else {
        throw refusal(layer, "does not say the size of its data")
      }
      return try declare(layer, [shape])
    }
  }

  private func declare(_ layer: CaffeLayer, _ shapes: [Shape]) throws -> [Graph.Value] {
    let given: Shape? =
      switch purpose {
      case .inference(let input): input
      case .training(let input): input
      }
    // The given shape is that of the first input.
    let isFirst = values.isEmpty
    try require(
      shapes.count == 1 || shapes.count == layer.tops.count || isFirst && given != nil, layer,
      "has \(layer.tops.count) tops and \(shapes.count) shapes")
    return try layer.tops.enumerated().compactMap { index, top in
      if index >= shapes.count, shapes.count != 1 { return nil }
      if labels.contains(top) || CaffeDataLayer.types.contains(layer.type) && index > 0 {
        return nil
      }
      let declared = shapes.count == 1 ? shapes[0] : shapes[index]
      let shape = isFirst && index == 0 ? given ?? declared : declared
      try require(!shape.contains(0), layer, "its top \(quoted(top)) \(shape) has no elements")
      inputCount += 1
      return builder.input(top, TensorSpec(shape: shape))
    }
  }

  private func shape(_ proto: CaffeBlobShape, _ layer: CaffeLayer) throws -> Shape {
    try shape(proto.dim, layer)
  }

  private func shape(_ dims: [Int64], _ layer: CaffeLayer) throws -> Shape {
    let product = dims.reduce(1.0) { $0 * Double($1) }
    try require(
      !dims.isEmpty && dims.count <= 8
        && dims.allSatisfy { (0...Int64(Self.limit)).contains($0) } && product < 0x1p40, layer,
      "\(dims) is not the shape of an input")
    return Shape(dims.map { Int($0) })
  }
}
