import Foundation
import Synchronization

/// Serves the files of a folder over HTTP on this machine, one at a time, as `python3 -m http.server`
/// does.
final class SampleServer: Sendable {
  /// With `curl`, which a run otherwise does not find.
  static let tools = ["PATH": "/usr/bin:/bin"]
  static let hasClient = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

  let address: String
  private let listener: Int32
  private let asked = Mutex<[String]>([])

  /// The paths that were asked for.
  var requests: [String] { asked.withLock { $0 } }

  init(_ folder: URL) throws {
    #if os(Linux)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let listener = socket(AF_INET, kind, 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isOpen = withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    self.listener = listener
    guard listener >= 0, isOpen else { throw POSIXError(.EADDRNOTAVAIL) }
    address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    Thread.detachNewThread { [self] in
      while true {
        let client = accept(listener, nil, nil)
        if client < 0 { return }
        answer(client, from: folder)
        close(client)
      }
    }
  }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func answer(_ client: Int32, from folder: URL) {
    var request: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let count = recv(client, &piece, piece.count, 0)
      if count <= 0 { return }
      request += piece[..<count]
    }
    let words = String(decoding: request, as: UTF8.self).split(separator: " ")
    let path = words.count > 1 ? String(words[1]).removingPercentEncoding ?? "" : ""
    asked.withLock { $0.append(path) }
    let content = try? Data(contentsOf: folder.appending(path: path))
    let head =
      "HTTP/1.0 \(content == nil ? "404 Not Found" : "200 OK")\r\n"
      + "Content-Length: \(content?.count ?? 0)\r\n\r\n"
    var bytes = Array(head.utf8)[...]
    if let content { bytes += content }
    while !bytes.isEmpty {
      #if os(Linux)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let sent = bytes.withUnsafeBytes { send(client, $0.baseAddress, $0.count, flags) }
      if sent <= 0 { return }
      bytes = bytes.dropFirst(sent)
    }
  }
}
