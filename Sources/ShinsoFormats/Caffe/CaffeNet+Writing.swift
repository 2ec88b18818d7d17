import Foundation
import ShinsoSchemas
import ShinsoTensor
import SwiftProtobuf

extension CaffeNet {
  /// The net's description as text, in today's form.
  public var prototxt: String {
    var net = CaffeNetParameter()
    net.name = name
    net.layer = layers.map(\.parameter)
    return net.textFormatString()
  }

  /// Writes the net with its weights, atomically and one layer at a time. Throws `InputError` if the
  /// file cannot be written.
  public func write(caffemodel url: URL) throws {
    try AtomicFile.write(to: url) { file in
      var head = CaffeNetParameter()
      head.name = name
      try file.write(head.bytes(for: url))
      for layer in layers {
        // Parts of a message that follow one another are one message.
        var part = CaffeNetParameter()
        part.layer = [layer.parameter]
        part.layer[0].blobs = layer.blobs.map { blob in
          var proto = CaffeBlobProto()
          proto.shape.dim = blob.shape.map { Int64($0) }
          proto.data = blob.scalars()
          return proto
        }
        try file.write(part.bytes(for: url))
      }
    }
  }
}

extension CaffeNetParameter {
  fileprivate func bytes(for url: URL) throws -> [UInt8] {
    do { return try serializedBytes() } catch {
      throw InputError(url.path, "cannot be written: a layer takes more than 2 GiB")
    }
  }
}
