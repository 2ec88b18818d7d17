import Foundation

/// What an `ArrayFile` holds, one type a format.
protocol ArrayContents {
  var arrays: [ArrayEntry] { get }
  var metadata: [String: String] { get }

  /// See `ArrayFile.statistics(of:)`.
  func statistics(of index: Int) throws -> ArrayStatistics?
}

extension ArrayContents {
  var metadata: [String: String] { [:] }

  /// The name of an array that has none in its file.
  static func defaultName(in file: String) -> String {
    URL(filePath: file).deletingPathExtension().lastPathComponent
  }
}
