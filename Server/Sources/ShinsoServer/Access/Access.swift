import HTTPTypes
import Hummingbird

/// Who may use the server. It is for the people at this machine, and so that no page of another site can
/// use it through their browser, it answers neither to other names (a name of an attacker's may lead to
/// this machine: DNS rebinding) nor to requests that come from pages of others. At another address than
/// this machine's own it asks for a token.
package struct Access: Sendable {
  /// nil: it listens at this machine's own address alone.
  let token: String?

  package init(token: String?) { self.token = token }

  static let cookie = "shinso_token"

  /// - Returns: why a request is refused; nil: it is not.
  func problem(_ request: Request) -> Problem? {
    guard let host = request.head.authority.flatMap(HostName.init) else {
      return Problem(.badRequest, "the request names no host")
    }
    if token == nil, !host.isLoopback {
      return Problem(
        .misdirectedRequest, "this server answers to localhost only; use http://localhost")
    }
    if let origin = request.headers[.origin], !isSame(origin, request.head.authority ?? "") {
      return Problem(.forbidden, "pages of other sites cannot use this server")
    }
    // A link from elsewhere to the page is welcome; a request behind another page's back is not.
    let site = request.headers[.fetchSite] ?? "none"
    if site == "cross-site" || site == "same-site", request.headers[.fetchMode] != "navigate" {
      return Problem(.forbidden, "pages of other sites cannot use this server")
    }
    return nil
  }

  private func isSame(_ origin: String, _ host: String) -> Bool {
    let place = origin.split(separator: "://", maxSplits: 1)
    return place.count == 2 && place[1].lowercased() == host.lowercased()
  }

  /// Whether a request has the token, in a header or in the cookie that the page's address has set.
  func isAllowed(_ request: Request) -> Bool {
    guard let token else { return true }
    if let given = request.headers[.authorization], given.hasPrefix("Bearer ") {
      return Self.areEqual(String(given.dropFirst("Bearer ".count)), token)
    }
    guard let given = request.cookies[Self.cookie]?.value else { return false }
    return Self.areEqual(given, token)
  }

  /// In a time that does not tell how much of it is right.
  static func areEqual(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

extension HTTPField.Name {
  static let fetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
  static let fetchMode = HTTPField.Name("Sec-Fetch-Mode") ?? .origin
}
