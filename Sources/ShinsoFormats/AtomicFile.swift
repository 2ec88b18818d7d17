import Foundation
import ShinsoTensor

/// Files that appear whole or not at all: the bytes go to a hidden file in the same folder, which
/// replaces the target once they have reached the disk. On any failure the target is as it was and
/// the hidden file is gone. What a killed process left behind is removed by the next write to the
/// same target.
///
/// ```swift
/// try AtomicFile.write(to: url) { file in
///   try file.write(header)
///   try file.write(values)
/// }
/// ```
public enum AtomicFile {
  /// Writes what `body` writes to its argument as the file at `url`, and returns what it returns.
  /// Throws `InputError` naming `url` if the file cannot be written, and whatever `body` throws.
  /// An existing file keeps its permissions; a symbolic link keeps pointing at its target.
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

  /// Writes `data` as the file at `url`; see `write(to:_:)`.
  public static func write(_ data: Data, to url: URL) throws {
    try write(to: url) { file in try file.write(data) }
  }

  /// Makes a folder and those it lies in, as far as they are missing. Throws `InputError` naming
  /// it and the reason.
  public static func makeFolder(_ url: URL) throws {
    let code = POSIX.makeFolder(url.absoluteURL)
    if code != 0 {
      throw InputError(url.path, "cannot be made a folder: \(POSIX.reason(code))")
    }
  }

  /// Throws the error that writing a file at `url` would meet now (no such folder, no permission),
  /// so that a long computation is not lost at its end.
  public static func checkWritable(_ url: URL) throws {
    let partial = try PartialFile(of: PartialFile.target(of: url), name: url.path)
    partial.discard()
  }
}
