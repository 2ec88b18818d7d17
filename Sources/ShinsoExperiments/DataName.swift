import Foundation
import ShinsoData

/// What `--data` names: a set of the catalog by its id, or files by their path.
enum DataName {
  /// A path made absolute, so that it means the same from anywhere; an id as it is.
  static func settled(_ data: String) -> String {
    if DataCatalog.entries.contains(where: { $0.id == data }) { return data }
    return URL(filePath: data).absoluteURL.standardizedFileURL.path
  }

  /// Whether two names lead to the same data, by symbolic links too.
  static func isSame(_ first: String, _ second: String) -> Bool {
    func place(_ data: String) -> String {
      let settled = settled(data)
      return settled == data && !data.hasPrefix("/")
        ? data : URL(filePath: settled).resolvingSymlinksInPath().path
    }
    return place(first) == place(second)
  }

  /// For titles: an id, or the last part of a path.
  static func short(_ data: String) -> String { URL(filePath: data).lastPathComponent }
}
