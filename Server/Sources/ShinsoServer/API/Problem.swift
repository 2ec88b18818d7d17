import Hummingbird

/// Why a request is not answered: a status and a sentence that says what to do.
package struct Problem: Error, Sendable {
  let status: HTTPResponse.Status
  let sentence: String
  /// After how many seconds to try again.
  let retryAfter: Int?

  init(_ status: HTTPResponse.Status, _ sentence: String, retryAfter: Int? = nil) {
    self.status = status
    self.sentence = sentence
    self.retryAfter = retryAfter
  }

  static let full = Problem(
    .serviceUnavailable, "too many requests are waiting; try again in a second", retryAfter: 1)
  static let late = Problem(
    .serviceUnavailable, "the answer would have come too late; try again in a few seconds",
    retryAfter: 5)
}
