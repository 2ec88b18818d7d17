import Foundation
import ShinsoSchemas
import ShinsoTensor
import SwiftProtobuf

extension CaffeNet {
  /// Reads a net with its weights, `.caffemodel`. The weights go from the file straight into
  /// tensors. Throws `InputError` if it is damaged.
  public init(caffemodel url: URL) throws { try self.init(caffemodel: InputFile(url)) }

  /// Reads the net in `source`; see `init(caffemodel:)`.
  public init(caffemodel source: any ByteSource) throws {
    var scanner = CaffeBlobScanner(source)
    let net = try CaffeNetParameter(scanned: scanner.scan(.net), file: source.name)
    let layers = try net.layersOfToday(file: source.name)
    guard !layers.isEmpty else { throw InputError(source.name, "is not a Caffe model: no layers") }
    let values = scanner.values
    try self.init(
      net,
      Self.withoutPadding(layers.map { try CaffeLayer($0, values, from: source) }),
      file: source.name, version: Version(net))
  }
}

extension SwiftProtobuf.Message {
  /// The message that a `CaffeBlobScanner` left. Fields that the schema does not have are dropped.
  init(scanned bytes: [UInt8], file: String) throws {
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = 16
    options.discardUnknownFields = true
    do { try self.init(serializedBytes: bytes, partial: true, options: options) } catch {
      throw InputError(
        file,
        error as? BinaryDecodingError == .invalidUTF8
          ? "holds text that is not UTF-8" : "is damaged, or is not a file of Caffe's")
    }
  }
}
