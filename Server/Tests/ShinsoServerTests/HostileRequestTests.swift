import Foundation
import ShinsoServer
import Testing

struct HostileRequestTests {
  /// Many with `SHINSO_LONG_TESTS`.
  private static let count =
    ProcessInfo.processInfo.environment["SHINSO_LONG_TESTS"] == nil ? 300 : 10_000

  @Test func damagedRequestsDoNoHarm() async throws {
    let server = try await TestServer.shared.value
    let host = "Host: localhost\r\nConnection: close\r\n"
    let picture = try TestServer.picture(1)
    let post = "POST /api/classify?model=lenet&top=3 HTTP/1.1\r\n\(host)Content-Length: "
    let samples: [[UInt8]] = [
      Array("\(post)\(picture.count)\r\n\r\n".utf8) + picture,
      Array("\(post)\(picture.count)\r\n\r\n".utf8) + picture,
      Array(
        "POST /api/recall?model=lenet HTTP/1.1\r\n\(host)Content-Length: \(picture.count)\r\n\r\n"
          .utf8) + picture,
      Array("GET /api/nearest?words=cat+dog&top=3 HTTP/1.1\r\n\(host)\r\n".utf8),
      Array("GET /api/generate?prompt=the&length=5&seed=3 HTTP/1.1\r\n\(host)\r\n".utf8),
      Array("GET /api/judge?text=a%20good%20film HTTP/1.1\r\n\(host)\r\n".utf8),
      Array("GET /api/curves?run=lenet&after=3 HTTP/1.1\r\n\(host)\r\n".utf8),
    ]
    var damage = Damage(seed: 7)
    var statuses: [Int: Int] = [:]
    for number in 0..<Self.count {
      let request = damage.bytes(samples[number % samples.count])
      // Whatever is no request at all may be left without an answer.
      guard let answer = try? await server.client.exchange(request, endsSending: true) else {
        continue
      }
      statuses[answer.status, default: 0] += 1
      #expect(answer.status != 500, "\(answer.text)")
    }
    #expect(statuses[200, default: 0] > 0 && statuses[400, default: 0] > 0, "\(statuses)")
    #expect(try await server.client.get("/healthz").status == 200)
    let whole = try await server.client.post("/api/classify?model=lenet", picture)
    #expect(whole.status == 200)
  }
}

/// Changes bytes, the same way in every run (SplitMix64).
private struct Damage: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func bytes(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<4, using: &self) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 2: bytes.remove(at: place)
      default: bytes.insert(UInt8.random(in: 0...255, using: &self), at: place)
      }
    }
    return bytes
  }
}
