import ShinsoFormats

/// What `shinso inspect --json` prints.
struct InspectReport: Encodable {
  struct Entry: Encodable {
    let name: String
    let dtype: String
    let shape: [Int]
    let bytes: Int
    let mean: Double?
    let standardDeviation: Double?
    let least: Double?
    let greatest: Double?
    /// Absent if there are none.
    let nanCount: Int?
    let infiniteCount: Int?

    init(_ array: ArrayEntry, _ statistics: ArrayStatistics?) {
      func positive(_ count: Int?) -> Int? { count == 0 ? nil : count }
      name = array.name
      dtype = array.type
      shape = array.shape
      bytes = array.byteCount
      mean = statistics?.mean
      standardDeviation = statistics?.standardDeviation
      least = statistics?.least
      greatest = statistics?.greatest
      nanCount = positive(statistics?.nanCount)
      infiniteCount = positive(statistics?.infiniteCount)
    }
  }

  let format: String
  let tensors: [Entry]
  let metadata: [String: String]

  /// - Parameter statistics: one for each array, or none at all.
  init(_ file: ArrayFile, _ statistics: [ArrayStatistics?]) {
    format = file.format.rawValue
    tensors = file.arrays.enumerated().map { index, array in
      Entry(array, index < statistics.count ? statistics[index] : nil)
    }
    metadata = file.metadata
  }
}
