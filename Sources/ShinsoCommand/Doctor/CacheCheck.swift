import Foundation
import ShinsoFormats
import ShinsoTensor

/// The cache's folder: whether it can be used, and how full it is. Creates nothing that stays.
struct CacheCheck: Encodable {
  let path: String
  /// What the files in it take.
  let bytes: Int
  /// What the disk has left; nil where the system does not tell.
  let freeBytes: Int?
  /// nil if it can be written to.
  let problem: String?

  init(_ cache: Cache) {
    path = cache.root.path
    let folder = Self.existing(cache.root)
    bytes = Self.size(of: cache.root)
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
    freeBytes = (attributes?[.systemFreeSize] as? NSNumber)?.intValue
    do {
      try AtomicFile.checkWritable(folder.appending(path: "check"))
      problem = nil
    } catch {
      let reason = (error as? InputError)?.problem ?? error.localizedDescription
      problem = "\(reason); name another folder by SHINSO_CACHE"
    }
  }

  /// The folder itself, or the nearest above it that is there, which it would be made in.
  private static func existing(_ url: URL) -> URL {
    var folder = url.absoluteURL.standardizedFileURL
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path) {
      folder.deleteLastPathComponent()
    }
    return folder
  }

  private static func size(of folder: URL) -> Int {
    let keys: [URLResourceKey] = [.isRegularFileKey, .fileSizeKey]
    guard
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys)
    else { return 0 }
    var total = 0
    for case let file as URL in files {
      guard let values = try? file.resourceValues(forKeys: Set(keys)),
        values.isRegularFile == true
      else { continue }
      total += values.fileSize ?? 0
    }
    return total
  }
}
