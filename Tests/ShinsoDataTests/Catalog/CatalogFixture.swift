import Foundation
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

/// Helpers of the tests of the data catalog.
enum CatalogFixture {
  /// Whether tests may use the package registries.
  static let hasNetwork = ProcessInfo.processInfo.environment["SHINSO_NETWORK_TESTS"] == "1"

  /// A fetcher with a cache in `folder`.
  static func fetcher(in folder: URL) -> Fetcher {
    var environment = ProcessInfo.processInfo.environment
    environment["SHINSO_CACHE"] = folder.appending(path: "cache").path
    return Fetcher(environment: environment)
  }
}
