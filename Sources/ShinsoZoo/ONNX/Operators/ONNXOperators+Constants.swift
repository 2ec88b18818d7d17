import Foundation
import ShinsoTensor

extension ONNXOperators {
  static let constants: [String: Mapping] = [
    "Constant": { call in
      let node = call.node
      if let value = node["value"] {
        let tensor = try call.importer.file.tensor(value.t).computable
        call.importer.allow(tensor.elementCount)
        return [ONNXOperand(known: tensor, isWeight: true)]
      }
      if let value = node["value_float"] { return [call.constant(Tensor(value.f))] }
      if let value = node["value_int"] {
        return [call.constant(Tensor([value.i], shape: []))]
      }
      if let values = node["value_ints"] { return [call.constant(Tensor(values.ints))] }
      if let values = node["value_floats"] { return [call.constant(Tensor(values.floats))] }
      throw ONNXProblem("is of a kind that is not known")
    },
    "ConstantOfShape": { call in
      let value = try call.node["value"].map { try call.importer.file.tensor($0.t).computable }
      let one = value ?? Tensor([0] as [Float])
      try call.require(one.elementCount == 1, "its value has \(one.elementCount) elements")
      let shape = try call.shape(0)
      try call.importer.spend(shape.elementCount)
      if one.dtype.isFloatingPoint {
        return [
          call.constant(.full(one.scalars(as: Double.self)[0], shape: shape, dtype: one.dtype))
        ]
      }
      let numbers = [Int64](
        repeating: one.scalars(as: Int64.self)[0], count: shape.elementCount)
      return [call.constant(Tensor(numbers, shape: shape).cast(to: one.dtype))]
    },
    "Range": { call in
      let start = try call.input(0)
      let numbers = try (0..<3).map { try call.numbers($0)?.first ?? 0 }
      let count = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
      try call.require(count.isFinite, "its step \(numbers[2]) leads nowhere")
      try call.require(count < 1e7, "has \(count) elements")
      let length = count > 0 ? Int(count) : 0
      try call.importer.spend(length)
      let values = (0..<length).map { numbers[0] + Double($0) * numbers[2] }
      return [call.constant(Tensor(values).cast(to: start.dtype).computable)]
    },
    "EyeLike": { call in
      let x = try call.input(0)
      try call.require(x.rank == 2, "its input \(x.shape) is not a matrix")
      try call.importer.spend(x.shape.elementCount)
      let offset = call.node.int("k", 0)
      let values = (0..<x.shape[0]).flatMap { row in
        (0..<x.shape[1]).map { Float($0 - row == offset ? 1 : 0) }
      }
      let dtype = try call.node["dtype"].map { try Self.dtype(Int($0.i)) } ?? x.dtype
      return [call.constant(Tensor(values, shape: x.shape).cast(to: dtype).computable)]
    },
    "HannWindow": window([0.5, 0.5]), "HammingWindow": window([25.0 / 46, 21.0 / 46]),
    "BlackmanWindow": window([0.42, 0.5, 0.08]),
  ]

  /// A sum of cosines, whose signs take turns.
  private static func window(_ factors: [Double]) -> Mapping {
    { call in
      guard let size = try call.integer(0), 0..<1 << 24 ~= size else {
        throw ONNXProblem("says no size")
      }
      try call.importer.spend(size)
      let period = Double(call.node.flag("periodic", true) ? size : size - 1)
      let values = (0..<size).map { index in
        factors.enumerated().reduce(0.0) { sum, factor in
          let phase = 2 * Double.pi * Double(factor.offset * index) / period
          return sum
            + (factor.offset % 2 == 0 ? 1 : -1) * factor.element * cos(phase)
        }
      }
      let dtype = try Self.dtype(call.node.int("output_datatype", 1))
      return [call.constant(Tensor(values).cast(to: dtype).computable)]
    }
  }
}
