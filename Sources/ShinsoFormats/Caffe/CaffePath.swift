import Foundation

/// A file that a net or a solver of Caffe's names.
enum CaffePath {
  /// Its place: paths count from the current folder, as in Caffe, or from the folder of the file that
  /// names it; in the end the name alone is looked for there. nil if it is nowhere.
  static func find(_ path: String, namedIn folder: URL) -> URL? {
    let places = [
      URL(filePath: path), folder.appending(path: path),
      folder.appending(path: URL(filePath: path).lastPathComponent),
    ]
    return places.first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
