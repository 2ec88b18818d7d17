import Foundation
import ShinsoFormats
import ShinsoTensor

/// A format that networks are written in, told by the ending of the file's name.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// The whole network.
  case onnx
  /// The weights by name; those of a network of the registry with what it takes to use them.
  case safetensors
  /// The weights by name.
  case npz
  /// The weights, and the network in a `.prototxt` beside it.
  case caffemodel

  /// - Throws: `InputError` that lists the formats.
  public init(of file: URL) throws(InputError) {
    guard let format = Self(rawValue: file.pathExtension.lowercased()) else {
      throw InputError(
        "--output \(file.relativePath)",
        "must end in .onnx, .safetensors, .npz or .caffemodel, the formats that are written")
    }
    self = format
  }

  /// Everything that is written for a file of that name.
  func files(_ file: URL) -> [URL] {
    self == .caffemodel ? [file, CaffeExport.description(beside: file)] : [file]
  }

  /// Throws the error that writing would cause now. A description beside the file, which nobody named,
  /// replaces none.
  public func checkWritable(_ file: URL) throws {
    for file in files(file) { try AtomicFile.checkWritable(file) }
    for implied in files(file).dropFirst()
    where FileManager.default.fileExists(atPath: implied.path) {
      throw InputError(
        implied.relativePath, "is there already, and would be replaced; name another file")
    }
  }

  /// - Throws: `InputError` if writing a file would replace one that the network is read from.
  public func check(_ file: URL, keepsFilesOf source: NetworkSource) throws(InputError) {
    func place(_ file: URL) -> String {
      file.absoluteURL.standardizedFileURL.resolvingSymlinksInPath().path
    }
    let own = Set(source.files.map(place))
    for target in files(file) where own.contains(place(target)) {
      throw InputError(
        target.relativePath, "is a file of the network that is written; name another")
    }
  }
}
