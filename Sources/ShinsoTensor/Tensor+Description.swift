import Foundation

extension Tensor: CustomStringConvertible {
  /// The elements as NumPy prints them: nested brackets, aligned columns, four decimals. For a
  /// large tensor, only the first and last three elements along each axis are printed.
  public var description: String {
    let printer = TensorPrinter(self)
    return "Tensor(\(printer.text), shape: \(shape), \(dtype.rawValue))"
  }
}

private struct TensorPrinter {
  /// Printed between the first and the last elements of an abbreviated axis.
  private static let gap = "..."
  /// Tensors with more elements are abbreviated.
  private static let limit = 1_000
  private static let edge = 3
  private static let indentation = String(repeating: " ", count: "Tensor(".count)

  let shape: Shape
  let isShortened: Bool
  var entries: [String] = []
  let width: Int

  init(_ tensor: Tensor) {
    shape = tensor.shape
    isShortened = tensor.elementCount > Self.limit
    let strides = shape.strides
    var places = [0]
    for axis in shape.indices {
      let shown = Self.shown(shape[axis], isShortened)
      places = places.flatMap { place in shown.compactMap { $0.map { place + $0 * strides[axis] } }
      }
    }
    if shape.contains(0) { places = [] }
    switch tensor.dtype {
    case .bool:
      let values = tensor.scalars(as: Bool.self)
      entries = places.map { values[$0] ? "true" : "false" }
    case .float32, .float64, .float16, .bfloat16:
      let values = tensor.scalars(as: Double.self)
      entries = Self.formatted(places.map { values[$0] })
    default:
      let values = tensor.scalars(as: Int64.self)
      entries = places.map { "\(values[$0])" }
    }
    width = entries.reduce(0) { max($0, $1.count) }
  }

  var text: String {
    var next = entries.makeIterator()
    return nested(axis: 0, &next)
  }

  private func nested(axis: Int, _ next: inout IndexingIterator<[String]>) -> String {
    if axis == shape.rank {
      let entry = next.next() ?? ""
      return shape.rank == 0 ? entry : String(repeating: " ", count: width - entry.count) + entry
    }
    if shape.contains(0) { return "[]" }
    var parts: [String] = []
    for index in Self.shown(shape[axis], isShortened) {
      parts.append(index == nil ? Self.gap : nested(axis: axis + 1, &next))
    }
    let isInnermost = axis == shape.rank - 1
    let newlines = String(repeating: "\n", count: max(shape.rank - axis - 1, 1))
    let separator =
      isInnermost
      ? ", " : "," + newlines + Self.indentation + String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: separator) + "]"
  }

  /// The indices along an axis that are printed; nil for the gap.
  private static func shown(_ count: Int, _ isShortened: Bool) -> [Int?] {
    if !isShortened || count <= 2 * edge { return (0..<count).map { $0 } }
    return (0..<edge).map { $0 } + [nil] + ((count - edge)..<count).map { $0 }
  }

  /// Up to four decimals, as many as the numbers need; exponents if the numbers are too large or
  /// too small for that.
  private static func formatted(_ values: [Double]) -> [String] {
    let sizes = values.filter { $0.isFinite && $0 != 0 }.map(abs)
    let (least, greatest) = (sizes.min() ?? 1, sizes.max() ?? 1)
    if greatest >= 1e8 || least < 1e-4 || greatest / least > 1e7 {
      return values.map { $0.isFinite ? String(format: "%.4e", $0) : name($0) }
    }
    let digits = (0...4).first { digits in
      let scale = pow(10, Double(digits))
      return sizes.allSatisfy {
        abs(($0 * scale).rounded() - $0 * scale) < 1e-7 * scale * $0 + 1e-9
      }
    }
    return values.map { value in
      guard value.isFinite else { return name(value) }
      let text = String(format: "%.\(digits ?? 4)f", value)
      return digits == 0 ? text + "." : text
    }
  }

  private static func name(_ value: Double) -> String {
    value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }
}
