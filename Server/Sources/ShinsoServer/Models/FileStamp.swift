import Foundation

/// What changes when a file is replaced by another.
struct FileStamp {
  let date: Date
  private let size: Int

  /// nil: there is no such file.
  init?(_ file: URL) {
    guard let found = try? FileManager.default.attributesOfItem(atPath: file.path),
      let date = found[.modificationDate] as? Date, let size = found[.size] as? Int
    else { return nil }
    self.date = date
    self.size = size
  }

  var text: String { "\(date.timeIntervalSince1970) \(size)" }
}
