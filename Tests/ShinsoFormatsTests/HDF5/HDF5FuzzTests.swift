import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Thousands of damaged HDF5 files.
@Suite(.serialized) struct HDF5FuzzTests {
  private static let rounds = 3000

  @Test(arguments: ["old.h5", "chunks.h5", "others.h5", "circle.h5"])
  func older(file: String) throws {
    try expectTypedErrors(Fixture.bytes(file), file, rounds: Self.rounds, Self.read)
  }

  /// Past the checksums: they are made to fit again after the damage.
  @Test(arguments: ["new.h5", "latest.h5"], [false, true])
  func newer(file: String, isMended: Bool) throws {
    try expectTypedErrors(Fixture.bytes(file), file, rounds: Self.rounds) { source in
      let bytes = isMended ? HDF5Checksums.mended(source.contents) : source.contents
      try Self.read(MemorySource(bytes, name: source.name))
    }
  }

  private static func read(_ source: MemorySource) throws {
    let file = try HDF5File(source)
    for name in file.names { _ = try file.tensor(named: name) }
    let arrays = try ArrayFile(source)
    for index in arrays.arrays.indices { _ = try arrays.statistics(of: index) }
    if let problem = file.unread.first?.problem { throw problem }
  }
}

/// The checksums of a damaged file, made to fit its contents, as far as its structures are intact.
private enum HDF5Checksums {
  static func mended(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    if bytes.count > 48, bytes[8] >= 2 { store(over: 0..<44, in: &bytes) }
    for start in bytes.indices.dropLast(16)
    where bytes[start] == UInt8(ascii: "O")
      && bytes[start..<start + 4].elementsEqual("OHDR".utf8)
    {
      let flags = bytes[start + 5]
      let width = 1 << Int(flags & 3)
      let prefix = 6 + (flags & 0x20 == 0 ? 0 : 16) + (flags & 0x10 == 0 ? 0 : 4)
      guard start + prefix + width <= bytes.count else { continue }
      let size = bytes[start + prefix..<start + prefix + width].reversed()
        .reduce(0) { $0 << 8 | UInt64($1) }
      guard size < bytes.count else { continue }
      let end = start + prefix + width + Int(size)
      if end + 4 <= bytes.count { store(over: start..<end, in: &bytes) }
    }
    return bytes
  }

  private static func store(over range: Range<Int>, in bytes: inout [UInt8]) {
    let sum = Lookup3.hash(bytes[range])
    for place in 0..<4 {
      bytes[range.upperBound + place] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(place)))
    }
  }
}
