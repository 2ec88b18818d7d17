/// A sparse matrix that acts along one axis of a tensor: `y[i] = Σ weight · x[column]` over the
/// entries of row i. Padding, flipping, resizing and many others are such maps. Their gradient is
/// the transposed map.
public struct AxisMap: Sendable, Hashable {
  /// The extent of the axis in the input.
  public let size: Int
  /// The extent of the axis in the output.
  public let count: Int
  /// Row i has the entries `starts[i]..<starts[i + 1]`.
  package let starts: [Int64]
  package let columns: [Int32]
  package let weights: [Double]

  /// `rows[i]` lists the entries of row i; columns are less than `size`.
  public init(size: Int, _ rows: some Sequence<[(column: Int, weight: Double)]>) {
    var starts: [Int64] = [0]
    var columns: [Int32] = []
    var weights: [Double] = []
    for row in rows {
      for (column, weight) in row where weight != 0 {
        columns.append(Int32(column))
        weights.append(weight)
      }
      starts.append(Int64(columns.count))
    }
    self.init(size: size, starts, columns, weights)
  }

  /// `y[i] = x[columns[i]]`, or 0 where the column is nil.
  public init(size: Int, selecting columns: some Sequence<Int?>) {
    var starts: [Int64] = [0]
    var places: [Int32] = []
    for column in columns {
      if let column { places.append(Int32(column)) }
      starts.append(Int64(places.count))
    }
    self.init(size: size, starts, places, [Double](repeating: 1, count: places.count))
  }

  private init(size: Int, _ starts: [Int64], _ columns: [Int32], _ weights: [Double]) {
    self.size = size
    count = starts.count - 1
    self.starts = starts
    self.columns = columns
    self.weights = weights
  }

  /// The map of the gradient.
  public var transposed: AxisMap {
    var next = [Int64](repeating: 0, count: size + 1)
    for column in columns { next[Int(column) + 1] += 1 }
    for column in 0..<size { next[column + 1] += next[column] }
    let starts = next
    var rows = [Int32](repeating: 0, count: columns.count)
    var weights = [Double](repeating: 0, count: columns.count)
    for row in 0..<count {
      for entry in Int(self.starts[row])..<Int(self.starts[row + 1]) {
        let place = Int(next[Int(columns[entry])])
        next[Int(columns[entry])] += 1
        rows[place] = Int32(row)
        weights[place] = self.weights[entry]
      }
    }
    return AxisMap(size: count, starts, rows, weights)
  }

  /// Whether each output element is an input element, so that values are only moved.
  package var isSelection: Bool {
    columns.count == count && weights.allSatisfy { $0 == 1 }
      && zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 == 1 }
  }
}
