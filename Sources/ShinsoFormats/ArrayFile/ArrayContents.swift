import Foundation

/// What an `ArrayFile` holds; each format has its own type.
protocol ArrayContents {
  var arrays: [ArrayEntry] { get }
  var metadata: [String: String] { get }
  /// Of a file that holds a net.
  var layers: [LayerEntry] { get }

  /// See `ArrayFile.statistics(of:)`.
  func statistics(of index: Int) throws -> ArrayStatistics?
}

extension ArrayContents {
  var metadata: [String: String] { [:] }
  var layers: [LayerEntry] { [] }

  /// The name given to an array that has no name in its file.
  static func defaultName(in file: String) -> String {
    URL(filePath: file).deletingPathExtension().lastPathComponent
  }
}
