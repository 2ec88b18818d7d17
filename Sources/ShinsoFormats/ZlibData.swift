import ShinsoTensor

/// Small pieces of zlib data (RFC 1950).
package enum ZlibData {
  /// The decompressed bytes. Throws `InputError` if they are damaged or more than `limit`.
  package static func read(_ bytes: [UInt8], name: String, limit: Int) throws -> [UInt8] {
    let source = MemorySource(bytes, name: name)
    let inflater = try Inflater(source, range: 0..<bytes.count, wrapping: .zlib, name: name)
    var result = [UInt8](repeating: 0, count: limit + 1)
    let count = try result.withUnsafeMutableBytes { try inflater.read(into: $0) }
    guard count <= limit else { throw InputError(name, "expands to more than \(limit) bytes") }
    return Array(result[..<count])
  }
}
