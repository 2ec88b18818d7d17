import Foundation
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

/// Helpers of the tests of the data catalog.
enum CatalogFixture {
  /// Whether tests may use the package registries.
  static let hasNetwork = ProcessInfo.processInfo.environment["SHINSO_NETWORK_TESTS"] == "1"

  /// Runs `body` with a new folder, which is removed afterwards.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "shinso-tests-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// A fetcher with a cache in `folder`.
  static func fetcher(in folder: URL) -> Fetcher {
    var environment = ProcessInfo.processInfo.environment
    environment["SHINSO_CACHE"] = folder.appending(path: "cache").path
    return Fetcher(environment: environment)
  }
}
