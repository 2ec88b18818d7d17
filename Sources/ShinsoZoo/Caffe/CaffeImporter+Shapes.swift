import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  /// A 0 keeps an axis, a -1 takes what is left; `axis` and `num_axes` tell which axes are replaced.
  func reshape(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.reshapeParam
    let x = try one(layer, bottoms)
    let old = shape(x).dims
    let start = Int(parameter.axis) < 0 ? old.count + Int(parameter.axis) + 1 : Int(parameter.axis)
    let end = parameter.numAxes == -1 ? old.count : start + Int(parameter.numAxes)
    try require(
      start >= 0 && start <= end && end <= old.count, layer,
      "its bottom \(old) has no axes \(start)..<\(end)")
    var middle = parameter.shape.dim.map { Int(clamping: $0) }
    try require(middle.count <= 16, layer, "\(middle) has too many axes")
    for (index, dim) in middle.enumerated() where dim == 0 {
      try require(
        start + index < end, layer, "\(middle) keeps an axis that its bottom \(old) lacks")
      middle[index] = old[start + index]
    }
    let dims = Array(old[..<start]) + middle + old[end...]
    // The number of samples is that of the file only by chance.
    let resolved = try ReshapeOp(dims).outputs(for: [spec(x)])[0].shape.dims
    let keepsSamples = resolved.first == old.first && !resolved.isEmpty
    return [try add(layer, ReshapeOp(keepsSamples ? [-1] + resolved.dropFirst() : dims), x)]
  }

  func flatten(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.flattenParam
    let x = try one(layer, bottoms)
    return [
      try add(layer, FlattenOp(from: Int(parameter.axis), to: Int(parameter.endAxis)), x)
    ]
  }

  /// Axes that are not named follow in their order.
  func permute(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let x = try one(layer, bottoms)
    let named = layer.parameter.permuteParam.order.map { Int($0) }
    return [
      try add(
        layer, PermuteOp(named + shape(x).indices.filter { !named.contains($0) }), x)
    ]
  }

  /// The bottom several times, one behind another along an axis.
  func tile(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.tileParam
    let x = try one(layer, bottoms)
    let axis = try axis(parameter.axis, of: x, layer)
    try require(parameter.tiles > 0, layer, "does not say its tiles")
    var counts = [Int](repeating: 1, count: shape(x).rank)
    counts[axis] = Int(parameter.tiles)
    return [try add(layer, TileOp(counts), x)]
  }

  func concatenate(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.concatParam
    let axis = parameter.hasConcatDim ? Int(parameter.concatDim) : Int(parameter.axis)
    return try builder.add(layer.name, ConcatenateOp(axis: axis), bottoms)
  }

  func slice(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.sliceParam
    let x = try one(layer, bottoms)
    let axis = try axis(
      parameter.hasSliceDim ? Int32(clamping: parameter.sliceDim) : parameter.axis, of: x, layer)
    let (extent, count) = (shape(x)[axis], layer.tops.count)
    var sizes: [Int]
    if parameter.slicePoint.isEmpty {
      try require(
        count > 0 && extent % count == 0, layer,
        "\(extent) entries along axis \(axis) do not divide into \(counted(count, "top"))")
      sizes = [Int](repeating: extent / count, count: count)
    } else {
      let points = [0] + parameter.slicePoint.map { Int($0) } + [extent]
      sizes = zip(points, points.dropFirst()).map { $1 - $0 }
      try require(
        sizes.count == count, layer,
        "has \(counted(count, "top")) for "
          + "\(counted(sizes.count, "part"))")
    }
    return try builder.add(layer.name, SplitOp(axis: axis, sizes: sizes), [x])
  }

  func split(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let x = try one(layer, bottoms)
    return layer.tops.map { _ in x }
  }

  func silence(_: CaffeLayer, _: [Graph.Value]) throws -> [Graph.Value] { [] }

  /// Cuts the first bottom to the size of the second, from `axis` on.
  func crop(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.cropParam
    try require(bottoms.count == 2, layer, "takes two bottoms")
    var x = bottoms[0]
    let target = shape(bottoms[1])
    let first = try axis(parameter.axis, of: x, layer)
    try require(target.rank == shape(x).rank, layer, "its bottoms have not as many axes")
    let offsets = parameter.offset.map { Int($0) }
    let cropped = target.rank - first
    try require(
      [0, 1, cropped].contains(offsets.count), layer,
      "has \(counted(offsets.count, "offset")) for \(counted(cropped, "axis", "axes"))")
    for axis in first..<target.rank {
      let offset =
        offsets.count == cropped ? offsets[axis - first] : offsets.first ?? 0
      let op = SliceOp(axis: axis, start: offset, end: offset + target[axis])
      x = try add(layer, op, x)
    }
    return [x]
  }

  func elementwise(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.eltwiseParam
    try require(bottoms.count >= 2, layer, "takes at least two bottoms")
    try require(
      bottoms.allSatisfy { shape($0) == shape(bottoms[0]) }, layer,
      "its bottoms \(bottoms.map { "\(shape($0))" }.joined(separator: ", ")) are not equal")
    let coefficients = parameter.coeff.map { Double($0) }
    try require(
      coefficients.isEmpty || coefficients.count == bottoms.count, layer,
      "has \(counted(coefficients.count, "coefficient")) for \(counted(bottoms.count, "bottom"))")
    let function: BinaryFunction =
      switch parameter.operation {
      case .prod: .multiply
      case .sum: .add
      case .max: .maximum
      }
    var terms = bottoms
    if parameter.operation == .sum {
      for (index, factor) in coefficients.enumerated() where factor != 1 {
        terms[index] = try add(layer, ScaleShiftOp(scale: factor), terms[index])
      }
    }
    return [
      try terms.dropFirst().reduce(terms[0]) { try add(layer, BinaryOp(function), $0, $1) }
    ]
  }
}
