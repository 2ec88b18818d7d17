import Foundation
import Testing

@testable import ShinsoFormats

@Suite struct ZipWriterTests {
  @Test(arguments: [0xFFFF_FFFF, 1]) func roundTrip(zip64Threshold: Int) throws {
    let large = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 / 1000) }
    let bytes = try makeArchive(zip64Threshold: zip64Threshold) { archive in
      try archive.add("empty", [])
      try archive.add("stored", large)
      try archive.add("deflated", large, compressed: true)
      try archive.add("犬/pieces", compressed: true) { entry in
        for byte in large[..<100] { try entry.write([byte]) }
      }
      try archive.add("empty and deflated", [], compressed: true)
    }
    let archive = try ZipArchive(MemorySource(bytes, name: "a.zip"))
    #expect(
      archive.entries.map(\.name)
        == ["empty", "stored", "deflated", "犬/pieces", "empty and deflated"])
    let contents = try archive.entries.map { try archive.read($0) }
    #expect(contents == [[], large, large, Array(large[..<100]), []])
    #expect(archive.entries[2].compressedSize < large.count / 10)
  }

  @Test func storedDataAreAligned() throws {
    for nameLength in [1, 7, 33, 64, 100] {
      let bytes = try makeArchive { archive in
        try archive.add(String(repeating: "a", count: nameLength), Array("needle".utf8))
        try archive.add("b", Array("needle".utf8))
      }
      let starts = bytes.indices.filter { bytes[$0...].starts(with: "needle".utf8) }
      #expect(starts.count == 2 && starts.allSatisfy { $0 % 64 == 0 }, "\(nameLength): \(starts)")
    }
  }

  @Test func sameEntriesSameBytes() throws {
    let make = { try makeArchive { try $0.add("a", [1, 2, 3], compressed: true) } }
    #expect(try make() == make())
  }

  @Test func manyEntriesUseZip64() throws {
    let bytes = try makeArchive { archive in
      for index in 0..<66_000 { try archive.add(String(index), []) }
    }
    let archive = try ZipArchive(MemorySource(bytes, name: "a.zip"))
    #expect(archive.entries.count == 66_000)
    #expect(archive.find("65999") != nil)
  }

  @Test func twoEntriesOfOneNameAreAnError() throws {
    let message = problem {
      try makeArchive { archive in
        try archive.add("a", [])
        try archive.add("a", [])
      }
    }
    #expect(message.contains("two entries named 'a'"))
  }
}
