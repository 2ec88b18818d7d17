import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A client that sends what it is told, right or wrong, and reads the answer to its end.
struct HTTPClient: Sendable {
  struct Answer: Sendable {
    let status: Int
    /// By lowercase names.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:]
    }

    /// The sentence of an answer that is an error.
    var problem: String { (try? json())?["error"] as? String ?? "" }
  }

  struct Failure: Error {}

  let port: Int

  func get(_ target: String, _ headers: [String: String] = [:]) async throws -> Answer {
    try await send("GET", target, headers)
  }

  func post(
    _ target: String, _ body: [UInt8], _ headers: [String: String] = [:]
  ) async throws -> Answer {
    try await send("POST", target, headers, body)
  }

  func send(
    _ method: String, _ target: String, _ headers: [String: String] = [:], _ body: [UInt8] = []
  ) async throws -> Answer {
    var all = ["Host": "localhost:\(port)", "Connection": "close"]
    if !body.isEmpty { all["Content-Length"] = "\(body.count)" }
    all.merge(headers) { $1 }
    let head = all.map { "\($0): \($1)\r\n" }.joined()
    return try await exchange(Array("\(method) \(target) HTTP/1.1\r\n\(head)\r\n".utf8) + body)
  }

  /// Sends bytes and reads to the end, on a thread of its own, because it waits.
  ///
  /// - Parameter pause: made before the last byte is sent.
  func exchange(
    _ request: [UInt8], endsSending: Bool = false,
    pause: @escaping @Sendable () -> Void = {}
  ) async throws -> Answer {
    let bytes: [UInt8] = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            let file = try connected()
            defer { close(file) }
            write(request.dropLast(), to: file)
            pause()
            write(request.suffix(1), to: file)
            if endsSending { shutdown(file, Int32(SHUT_WR)) }
            return readAll(from: file)
          })
      }
    }
    return try Self.parsed(bytes)
  }

  private func write(_ bytes: ArraySlice<UInt8>, to file: Int32) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // A server that refuses need not read to the end.
      if count <= 0 { break }
      rest = rest.dropFirst(count)
    }
  }

  private func readAll(from file: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  private func connected() throws -> Int32 {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(file, $0, size) }
    }
    guard result == 0 else {
      close(file)
      throw Failure()
    }
    return file
  }

  private static func parsed(_ bytes: [UInt8]) throws -> Answer {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Failure() }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Failure()
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts.last?.trimmingCharacters(in: .whitespaces)
    }
    let body = Array(bytes[end.upperBound...])
    let isChunked = headers["transfer-encoding"] == "chunked"
    return Answer(status: status, headers: headers, body: isChunked ? unchunked(body) : body)
  }

  private static func unchunked(_ bytes: [UInt8]) -> [UInt8] {
    var (rest, body) = (bytes[...], [UInt8]())
    while let end = rest.firstRange(of: Array("\r\n".utf8)),
      let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0
    {
      body += rest[end.upperBound...].prefix(size)
      rest = rest[end.upperBound...].dropFirst(size + 2)
    }
    return body
  }
}
