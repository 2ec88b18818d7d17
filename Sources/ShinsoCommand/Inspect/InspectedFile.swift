import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// What `shinso inspect` tells of a file.
struct InspectedFile {
  let format: String
  let metadata: [String: String]
  /// Of a net of Caffe's.
  let layers: [LayerEntry]
  let arrays: [ArrayEntry]
  /// One for each array, or none at all.
  let statistics: [ArrayStatistics?]

  /// - Throws: `InputError` for a file that is damaged or of no known format.
  init(_ url: URL, withStatistics: Bool) throws {
    if url.pathExtension == "prototxt" {
      self = try Self(prototxt: url)
      return
    }
    let file = try ArrayFile(url)
    format = file.format.rawValue
    metadata = file.metadata
    layers = file.layers
    arrays = file.arrays
    statistics = try withStatistics ? Self.statistics(of: file) : []
  }

  /// Caffe's text: a solver or a net, whose parameters have the shapes that it says.
  private init(prototxt url: URL) throws {
    format = "prototxt"
    arrays = []
    statistics = []
    if let fields = try CaffeSolver.fields(of: url) {
      metadata = fields.merging(["kind": "solver"]) { $1 }
      layers = []
      return
    }
    let net = try CaffeNet(prototxt: url)
    metadata = ["net": net.name, "version": net.version.rawValue]
    var layers = net.entries
    do {
      let shapes = try CaffeDescription(CaffeFiles(prototxt: url)).parameterShapes
      for index in layers.indices where layers[index].phase != "TRAIN" {
        layers[index].shapes = shapes[layers[index].name]?.map(\.dims) ?? []
      }
    } catch { Console.note("the shapes of its parameters are not known: \(error)") }
    self.layers = layers
  }

  private static func statistics(of file: ArrayFile) throws -> [ArrayStatistics?] {
    let progress = ProgressReporter(title: "inspect", total: file.arrays.count, unit: "arrays")
    defer { progress.finish() }
    return try file.arrays.indices.map { index in
      defer { progress.update(index + 1) }
      return try file.statistics(of: index)
    }
  }
}
