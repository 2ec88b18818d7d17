import Foundation
import Testing

/// The real data that tests use: the folder named by `SHINSO_TEST_DATA`, else `../shared/data`
/// beside the package.
public enum TestData {
  public static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["SHINSO_TEST_DATA"], !path.isEmpty {
      return URL(fileURLWithPath: path)
    }
    // Tests/TestSupport/TestData.swift in the package.
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { package.deleteLastPathComponent() }
    return package.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  /// The file or folder at `path` below the root, or nil if it is not there.
  public static func url(_ path: String) -> URL? {
    let url = root.appendingPathComponent(path)
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test, and says so, unless every one of `paths` lies below ``TestData/root``.
  public static func requiresTestData(_ paths: String...) -> Self {
    let missing = paths.filter { TestData.url($0) == nil }
    return .enabled(
      if: missing.isEmpty,
      "needs \(missing.joined(separator: ", ")) below \(TestData.root.path); set SHINSO_TEST_DATA")
  }

  /// Runs a test only in `make test-long`, which sets `SHINSO_LONG_TESTS=1`.
  public static var long: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["SHINSO_LONG_TESTS"] == "1",
      "takes long; run by make test-long")
  }
}
