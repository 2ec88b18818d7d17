import Foundation
import ShinsoTensor

/// Writes files atomically: the bytes go to a hidden file in the same folder, which replaces the
/// target once they have reached the disk. If anything fails, the target stays as it was and the
/// hidden file is removed. If the process is killed, the next write to the same target removes the
/// hidden file.
///
/// ```swift
/// try AtomicFile.write(to: url) { file in
///   try file.write(header)
///   try file.write(values)
/// }
/// ```
public enum AtomicFile {
  /// Writes to the file at `url` whatever `body` writes to its argument, and returns the result of
  /// `body`. Throws `InputError` naming `url` if the file cannot be written, and whatever `body`
  /// throws. An existing file keeps its permissions; a symbolic link keeps its target.
  public static func write<Result>(
    to url: URL, _ body: (OutputFile) throws -> Result
  ) throws -> Result {
    let target = try PartialFile.target(of: url)
    PartialFile.removeStale(of: target)
    let partial = try PartialFile(of: target, name: url.path)
    // Removes the hidden file, unless it has become the target.
    defer { partial.discard() }
    let result = try body(partial.file)
    try partial.publish()
    return result
  }

  /// Writes `data` to the file at `url`; see `write(to:_:)`.
  public static func write(_ data: Data, to url: URL) throws {
    try write(to: url) { file in try file.write(data) }
  }

  /// Makes a folder and its missing parents. Throws `InputError` with the path and the reason.
  public static func makeFolder(_ url: URL) throws {
    let code = POSIX.makeFolder(url.absoluteURL)
    if code != 0 {
      throw InputError(url.path, "cannot create this folder: \(POSIX.reason(code))")
    }
  }

  /// Throws the error that writing a file at `url` would cause now (no such folder, no permission),
  /// so that a long computation does not fail at its end.
  public static func checkWritable(_ url: URL) throws {
    let partial = try PartialFile(of: PartialFile.target(of: url), name: url.path)
    partial.discard()
  }
}
