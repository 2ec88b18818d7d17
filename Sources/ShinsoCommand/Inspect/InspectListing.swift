import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// What `shinso inspect` prints for people. Text from the file is made printable.
struct InspectListing {
  let lines: [String]

  /// - Parameter width: the columns that a line of metadata may take.
  init(_ file: InspectedFile, width: Int) {
    var lines = ["format: \(file.format)"]
    if !file.metadata.isEmpty {
      lines.append("metadata:")
      for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) {
        // A value may be a whole file; what comes after the first columns is cut in any case.
        let line = "  \(key): \(value.prefix(width))".printable
        lines.append(TextWidth.shortened(line, width))
      }
    }
    if !file.layers.isEmpty { lines += Self.table(file.layers).lines }
    if !file.arrays.isEmpty, file.layers.isEmpty || !file.statistics.isEmpty {
      lines += Self.table(file.arrays, file.statistics).lines
    }
    let total = Self.total(file)
    self.lines = total.isEmpty ? lines : lines + [total]
  }

  private static func total(_ file: InspectedFile) -> String {
    let isModel = !["npz", "npy", "binaryproto"].contains(file.format)
    var parts: [String] = []
    if !file.layers.isEmpty { parts.append(counted(file.layers.count, "layer")) }
    if file.format == "prototxt" {
      if file.layers.contains(where: { $0.shapes != nil }) {
        parts.append("\(file.layers.reduce(0) { $0 &+ $1.parameterCount }) parameters")
      }
      return parts.joined(separator: ", ")
    }
    let elements = file.arrays.reduce(0) { $0 &+ $1.elementCount }
    let bytes = file.arrays.reduce(0) { $0 &+ $1.byteCount }
    parts += [
      counted(file.arrays.count, isModel ? "tensor" : "array"),
      "\(elements) \(isModel ? "parameters" : "elements")", FetchProgress.size(bytes),
    ]
    return parts.joined(separator: ", ")
  }

  private static func table(_ layers: [LayerEntry]) -> Table {
    let hasPhases = layers.contains { $0.phase != nil }
    var table = Table(
      ["LAYER", "TYPE"] + (hasPhases ? ["PHASE"] : [])
        + ["BOTTOMS", "TOPS", "SHAPES", ">PARAMETERS"])
    for layer in layers {
      table.append(
        [layer.name.printable, layer.type.printable]
          + (hasPhases ? [layer.phase ?? ""] : [])
          + [
            layer.bottoms.joined(separator: ", ").printable,
            layer.tops.joined(separator: ", ").printable,
            (layer.shapes ?? []).map(shape).joined(separator: " "),
            layer.shapes == nil ? "-" : "\(layer.parameterCount)",
          ])
    }
    return table
  }

  private static func table(_ arrays: [ArrayEntry], _ statistics: [ArrayStatistics?]) -> Table {
    let hasOthers = statistics.contains {
      guard let counts = $0 else { return false }
      return counts.nanCount + counts.infiniteCount > 0
    }
    var headings = ["NAME", "DTYPE", "SHAPE", ">BYTES"]
    if !statistics.isEmpty { headings += [">MEAN", ">DEVIATION", ">LEAST", ">GREATEST"] }
    if hasOthers { headings += [">NAN", ">INFINITE"] }
    var table = Table(headings)
    for (index, array) in arrays.enumerated() {
      var row = [
        array.name.printable, array.type.printable, shape(array.shape), "\(array.byteCount)",
      ]
      if index < statistics.count {
        let figures = statistics[index]
        row += [figures?.mean, figures?.standardDeviation, figures?.least, figures?.greatest]
          .map(number)
        if hasOthers { row += [figures?.nanCount, figures?.infiniteCount].map { "\($0 ?? 0)" } }
      }
      table.append(row)
    }
    return table
  }

  private static func shape(_ dims: [Int]) -> String {
    "[\(dims.map(String.init).joined(separator: ", "))]"
  }

  private static func number(_ value: Double?) -> String {
    value.map { String(format: "%.6g", $0) } ?? "-"
  }
}
