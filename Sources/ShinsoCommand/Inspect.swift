import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists what is in a model or array file.",
    discussion: """
      EXAMPLES
        shinso inspect runs/lenet
        shinso inspect features.npz --statistics
      Reads safetensors, PyTorch files, npz, npy and ONNX; the contents tell which, not the name. \
      Nothing in a file is run.
      """)

  @Argument(
    help: "The file, or a run's folder, which stands for its model.safetensors. (needed)",
    completion: .file())
  var file: String
  @Flag(
    """
    Add mean, standard deviation, least and greatest of the finite elements, and count those that \
    are not finite.
    """)
  var statistics = false
  @Flag("One JSON object on standard output.") var json = false

  func run() throws {
    let url = try url()
    if ONNXFile.seemsToBe(url) { return try showONNX(url) }
    let file = try ArrayFile(url)
    let figures = try statistics ? Self.statistics(of: file) : []
    if json {
      try printJSON(InspectReport(file, figures))
    } else {
      for line in InspectListing(file, figures, width: Terminal.width).lines { print(line) }
    }
  }

  private func showONNX(_ url: URL) throws {
    if statistics {
      throw InputError("--statistics", "is for files of arrays, not for ONNX")
    }
    let listing = ONNXListing(try ONNXFile(url))
    if json { return try printJSON(listing) }
    for line in listing.lines(width: Terminal.width) { print(line) }
  }

  /// The file, or the model in the folder of a run.
  private func url() throws -> URL {
    let url = URL(filePath: file)
    guard (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else {
      return url
    }
    let model = url.appending(path: "model.safetensors")
    guard FileManager.default.fileExists(atPath: model.path) else {
      throw InputError(file, "is a folder without a model.safetensors; name a file")
    }
    return model
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
