import ShinsoTensor

/// NumPy's arrays of strings: each element is padded with zeros to the length of the longest, in
/// UTF-32 (`<U7`) or bytes (`|S7`).
enum NPYStrings {
  static func read(_ header: NPYHeader, _ stream: ZipEntryReader) throws -> [String] {
    let type = header.descriptor.drop { "<>|=".contains($0) }
    let unitSize = type.first == "U" ? 4 : 1
    guard type.first == "U" || type.first == "S", let length = Int(type.dropFirst()), length >= 0,
      header.shape.count == 1
    else { throw InputError(stream.name, "is not a list of strings") }
    let (itemSize, overflow) = length.multipliedReportingOverflow(by: unitSize)
    guard !overflow else {
      throw InputError(stream.name, "is damaged: strings of length \(length)")
    }
    let count = header.shape[0]
    // Strings without characters take no bytes, so the file size does not limit their number.
    guard itemSize > 0 || count <= 1 << 20 else {
      throw InputError(stream.name, "is damaged: it holds \(count) empty strings")
    }
    try header.check(itemSize: itemSize, byteCount: stream.remaining, name: stream.name)
    return try (0..<count).map { _ in
      let item = try stream.bytes(itemSize)
      guard unitSize == 4 else { return String(utf8OrLatin1: item.trimmed()) }
      return try string(item, isBigEndian: header.descriptor.hasPrefix(">"), name: stream.name)
    }
  }

  private static func string(_ item: [UInt8], isBigEndian: Bool, name: String) throws -> String {
    var reader = ByteReader(item, name: name)
    var text = String.UnicodeScalarView()
    var zeros = 0
    while reader.remaining > 0 {
      let code = try reader.integer(UInt32.self, isBigEndian ? .big : .little)
      guard let scalar = Unicode.Scalar(code) else {
        throw InputError(name, "is damaged: a string holds the invalid character \(code)")
      }
      if code == 0 {
        zeros += 1
        continue
      }
      text.append(contentsOf: repeatElement("\0", count: zeros))
      zeros = 0
      text.append(scalar)
    }
    return String(text)
  }

  /// The npy file for a list of strings.
  static func bytes(_ strings: [String]) -> [UInt8] {
    let items = strings.map(\.unicodeScalars)
    let length = max(items.map(\.count).max() ?? 0, 1)
    var bytes = NPYHeader(descriptor: "<U\(length)", shape: [strings.count]).bytes
    for item in items {
      for scalar in item { bytes.append(littleEndian: scalar.value) }
      bytes.append(contentsOf: repeatElement(0, count: 4 * (length - item.count)))
    }
    return bytes
  }
}

extension [UInt8] {
  /// Without the zeros at the end.
  fileprivate func trimmed() -> ArraySlice<UInt8> { self[..<((lastIndex { $0 != 0 } ?? -1) + 1)] }
}
