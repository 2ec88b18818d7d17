import Foundation
import Hummingbird

extension Response {
  /// One JSON object, as `--json` prints it.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try file(encoder.encode(value), "application/json", status: status)
  }

  static func file(
    _ bytes: some Sequence<UInt8>, _ mediaType: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(
      status: status, headers: [.contentType: mediaType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
