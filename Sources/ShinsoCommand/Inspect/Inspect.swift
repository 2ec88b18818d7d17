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
        shinso inspect deploy.prototxt
      Reads safetensors, PyTorch files, npz, npy, HDF5, .keras and ONNX; the contents tell which, not \
      the name. Of Caffe it reads .caffemodel, .prototxt and .binaryproto: layers with the shapes of their \
      parameters, a solver's fields, a mean by channel. Nothing in a file is run.
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
    let file = try InspectedFile(url, withStatistics: statistics)
    if json {
      try printJSON(InspectReport(file))
    } else {
      for line in InspectListing(file, width: Terminal.width).lines { print(line) }
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
    if let unfinished = RunFolder(url).unfinished { throw unfinished }
    let model = RunFolder(url).model
    guard FileManager.default.fileExists(atPath: model.path) else {
      throw InputError(file, "is a folder without a model.safetensors; name a file")
    }
    return model
  }
}
