import Foundation
import Testing

/// Inputs made after public bug reports about other tools: the folder `cases` beside ``TestData``.
public enum Cases {
  public static let root = TestData.root.deletingLastPathComponent()
    .appendingPathComponent("cases")

  public static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  /// Whether they are there.
  public static var exist: Bool { FileManager.default.fileExists(atPath: root.path) }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test, and says so, unless the cases are there.
  public static var requiresCases: Self {
    .enabled(if: Cases.exist, "needs the folder \(Cases.root.path); set SHINSO_TEST_DATA")
  }
}
