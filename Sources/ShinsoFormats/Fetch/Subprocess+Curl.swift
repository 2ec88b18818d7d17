import Foundation
import ShinsoTensor

extension Subprocess {
  /// Fetches addresses by `curl` into one file, one after another.
  ///
  /// - Parameters:
  ///   - limit: the most bytes that are taken, whatever the server says.
  ///   - resumes: goes on with what is in the file; for a single address.
  ///   - seconds: the longest time that it may take; nil: any, while bytes come.
  ///   - tick: called several times a second with the number of bytes that have come.
  /// - Throws: `InputError` if `curl` is not installed, or for more bytes than the limit.
  package func curl(
    _ addresses: [String], to file: URL, limit: Int, resumes: Bool = false, seconds: Int? = nil,
    scratch: URL, tick: (Int) -> Void = { _ in }
  ) throws -> Result {
    // Without the patterns in brackets that curl would make several addresses of.
    var options = [
      "--fail", "--location", "--globoff", "--silent", "--show-error", "--connect-timeout", "20",
      "--speed-limit", "200", "--speed-time", "60", "--retry", "2", "--max-filesize", "\(limit)",
    ]
    if let seconds { options += ["--max-time", "\(seconds)"] }
    if resumes { options += ["--continue-at", "-"] }
    // It would write only the first of several addresses there.
    let isOne = addresses.count == 1
    if isOne { options += ["--output", file.path] }
    let result = try run(
      "curl", options + addresses, scratch: scratch, output: isOne ? nil : file
    ) {
      let count = FileProblem.byteCount(file)
      // Older versions of curl know the size only if the server tells it beforehand.
      guard count <= limit else { throw Self.tooLong(limit) }
      tick(count)
    }
    guard FileProblem.byteCount(file) <= limit else { throw Self.tooLong(limit) }
    return result
  }

  private static func tooLong(_ limit: Int) -> InputError {
    InputError(
      "curl", "the server sends more than \(FetchProgress.size(limit)), too much for this file")
  }
}
