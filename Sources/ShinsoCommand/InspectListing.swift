import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// What `shinso inspect` prints for people. Text from the file is made printable.
struct InspectListing {
  let lines: [String]

  /// - Parameters:
  ///   - statistics: one for each array, or none at all.
  ///   - width: the columns that a line of metadata may take.
  init(_ file: ArrayFile, _ statistics: [ArrayStatistics?], width: Int) {
    let isModel = file.format == .safetensors || file.format == .pytorch
    var lines = ["format: \(file.format.rawValue)"]
    if !file.metadata.isEmpty {
      lines.append("metadata:")
      for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) {
        // A value may be a whole file; what comes after the first columns is cut in any case.
        let line = "  \(key): \(value.prefix(width))".printable
        lines.append(TextWidth.shortened(line, width))
      }
    }
    if !file.arrays.isEmpty { lines += Self.table(file.arrays, statistics).lines }
    let elements = file.arrays.reduce(0) { $0 &+ $1.elementCount }
    let bytes = file.arrays.reduce(0) { $0 &+ $1.byteCount }
    lines.append(
      [
        counted(file.arrays.count, isModel ? "tensor" : "array"),
        counted(elements, isModel ? "parameter" : "element"), FetchProgress.size(bytes),
      ].joined(separator: ", "))
    self.lines = lines
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
        array.name.printable, array.type.printable,
        "[\(array.shape.map(String.init).joined(separator: ", "))]", "\(array.byteCount)",
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

  private static func number(_ value: Double?) -> String {
    value.map { String(format: "%.6g", $0) } ?? "-"
  }
}
