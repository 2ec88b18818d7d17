import Foundation
import Hummingbird

extension Response {
  /// One JSON object, as `--json` prints it.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    try file(jsonBytes(value), "application/json", status: status)
  }

  static func jsonBytes(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  static func file(
    _ bytes: some Sequence<UInt8>, _ mediaType: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(
      status: status, headers: [.contentType: mediaType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
