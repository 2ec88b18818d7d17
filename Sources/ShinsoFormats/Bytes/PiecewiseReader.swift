import ShinsoTensor

/// A file, gzipped or not, read from start to end through a buffer.
final class PiecewiseReader {
  let name: String
  /// The size of the file; nil if it is compressed.
  let size: Int?
  private let refill: (UnsafeMutableRawBufferPointer) throws -> Int
  private var buffer: [UInt8] = []
  private var place = 0
  private static let pieceSize = 1 << 18

  init(_ source: any ByteSource) throws {
    name = source.name
    if try Gzip.matches(source) {
      let reader = try GzipReader(source)
      size = nil
      refill = { try reader.read(into: $0) }
    } else {
      var position = 0
      size = source.size
      refill = { piece in
        let count = min(piece.count, source.size - position)
        try source.read(
          at: position, into: UnsafeMutableRawBufferPointer(rebasing: piece[..<count]))
        position += count
        return count
      }
    }
  }

  /// The bytes that come next; fewer than `count` only at the end. They are not used up.
  func peek(_ count: Int) throws -> ArraySlice<UInt8> {
    while buffer.count - place < count, try readMore() {}
    return buffer[place..<min(place + count, buffer.count)]
  }

  func skip(_ count: Int) { place = min(place + count, buffer.count) }

  /// The bytes before the next one that ends them, which is used up too; nil at the end of the file.
  ///
  /// - Throws: `InputError` if there are more than `limit` of them.
  func bytes(to end: UInt8, limit: Int) throws -> ArraySlice<UInt8>? {
    var searched = place
    while true {
      if let found = buffer[searched...].firstIndex(of: end) {
        defer { place = found + 1 }
        return buffer[place..<found]
      }
      guard buffer.count - place <= limit else {
        throw InputError(name, "is of another kind, or damaged: a word or a line has no end")
      }
      let before = buffer.count - place
      guard try readMore() else {
        defer { place = buffer.count }
        return before == 0 ? nil : buffer[place...]
      }
      searched = place + before
    }
  }

  /// Fills memory; false if fewer bytes are left.
  func fill(_ target: UnsafeMutableRawBufferPointer) throws -> Bool {
    var done = 0
    while done < target.count {
      if place == buffer.count, try !readMore() { return false }
      let count = min(target.count - done, buffer.count - place)
      buffer.withUnsafeBytes {
        target[done..<done + count].copyBytes(from: $0[place..<place + count])
      }
      place += count
      done += count
    }
    return true
  }

  private func readMore() throws -> Bool {
    buffer.removeFirst(place)
    place = 0
    let kept = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.pieceSize))
    let count = try buffer.withUnsafeMutableBytes {
      try refill(UnsafeMutableRawBufferPointer(rebasing: $0[kept...]))
    }
    buffer.removeLast(Self.pieceSize - count)
    return count > 0
  }
}
