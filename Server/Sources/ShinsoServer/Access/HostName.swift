/// The name in a `Host` header, without its port.
struct HostName {
  let text: String

  /// - Parameter authority: `localhost:8080`, `[::1]:8080`.
  init?(_ authority: String) {
    let lowercased = authority.lowercased()
    if lowercased.hasPrefix("[") {
      guard let end = lowercased.firstIndex(of: "]") else { return nil }
      text = String(lowercased[lowercased.index(after: lowercased.startIndex)..<end])
    } else {
      text = String(lowercased.prefix { $0 != ":" })
    }
    if text.isEmpty { return nil }
  }

  /// This machine by a name that leads nowhere else.
  var isLoopback: Bool {
    if text == "localhost" || text.hasSuffix(".localhost") || text == "::1" { return true }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
  }
}
