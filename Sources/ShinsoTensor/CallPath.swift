/// The dotted path of the module that is being called, for messages.
public enum CallPath {
  @TaskLocal public static var current = ""

  /// Runs `body` as a part of that module.
  static func at<R>(_ path: String, _ body: () throws -> R) rethrows -> R {
    path == current ? try body() : try $current.withValue(path, operation: body)
  }
}
