import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  /// Rows of a table by their numbers, which are the elements of the bottom.
  func embed(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.embedParam
    let x = try one(layer, bottoms)
    let (rows, columns) = (Int(parameter.inputDim), Int(parameter.numOutput))
    try require(rows > 0 && columns > 0, layer, "does not say its input_dim and num_output")
    let table = try parameters.parameter(
      layer, 0, "weight", [rows, columns], parameter.weightFiller, builder)
    let indices = try add(layer, CastOp(.int64), x)
    let found = try add(layer, EmbeddingOp(), indices, table)
    guard parameter.biasTerm else { return [found] }
    let bias = try parameters.parameter(
      layer, 1, "bias", [columns], parameter.biasFiller, builder)
    return [try add(layer, BinaryOp(.add), found, bias)]
  }
}
