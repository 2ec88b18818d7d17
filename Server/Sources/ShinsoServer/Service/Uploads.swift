import Hummingbird
import Synchronization

/// Reads the files that are sent: none too large, none too slow, and not too much in all.
package final class Uploads: Sendable {
  /// The largest file.
  let largest: Int
  /// The most bytes of all files that are being received or wait.
  private let most: Int
  private let slowest: Duration
  private let held = Mutex(0)

  package init(
    largest: Int = 32 << 20, most: Int = 512 << 20, slowest: Duration = .seconds(60)
  ) {
    self.largest = largest
    self.most = most
    self.slowest = slowest
  }

  /// Receives the file of a request and keeps room for it as long as `body` runs.
  ///
  /// - Throws: ``Problem``.
  func receive<Result>(
    _ request: Request, _ body: (Upload) async throws -> Result
  ) async throws -> Result {
    let tooLarge = Problem(
      .contentTooLarge, "the file is larger than \(largest >> 20) MiB; send a smaller one")
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > largest {
      throw tooLarge
    }
    var bytes: [UInt8] = []
    defer {
      let count = bytes.count
      held.withLock { $0 -= count }
    }
    do {
      try await read(request.body, into: &bytes, orThrow: tooLarge)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(.badRequest, "the file broke off; send it again")
    }
    if bytes.isEmpty { throw Problem(.badRequest, "send a file as the body of the request") }
    return try await body(Upload(bytes: bytes))
  }

  private func read(
    _ body: RequestBody, into bytes: inout [UInt8], orThrow tooLarge: Problem
  ) async throws {
    let deadline = ContinuousClock.now + slowest
    for try await part in body {
      let count = part.readableBytes
      if bytes.count + count > largest { throw tooLarge }
      if ContinuousClock.now > deadline {
        throw Problem(.requestTimeout, "the file came too slowly; try again")
      }
      let isFull = held.withLock { held in
        if held + count > most { return true }
        held += count
        return false
      }
      if isFull { throw Problem.full }
      bytes.append(contentsOf: part.readableBytesView)
    }
  }
}
