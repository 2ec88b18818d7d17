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

  struct Layer: Encodable {
    let name: String
    let type: String
    let phase: String?
    let bottoms: [String]
    let tops: [String]
    let shapes: [[Int]]?
    let parameters: Int
  }

  let format: String
  /// Of a net of Caffe's.
  let layers: [Layer]?
  let tensors: [Entry]
  let metadata: [String: String]

  init(_ file: InspectedFile) {
    format = file.format
    layers =
      file.layers.isEmpty
      ? nil
      : file.layers.map {
        Layer(
          name: $0.name, type: $0.type, phase: $0.phase, bottoms: $0.bottoms, tops: $0.tops,
          shapes: $0.shapes, parameters: $0.parameterCount)
      }
    tensors = file.arrays.enumerated().map { index, array in
      Entry(array, index < file.statistics.count ? file.statistics[index] : nil)
    }
    metadata = file.metadata
  }
}
