import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoFormats

@Suite struct ZipArchiveTests {
  @Test func readsWhatPythonStreamed() throws {
    let archive = try ZipArchive(Fixture.url("streamed.zip"))
    #expect(archive.entries.map(\.name) == ["a.txt", "folder/", "犬.txt"])
    #expect(archive.entries.map(\.isFolder) == [false, true, false])
    let text = try archive.read(archive.entry(named: "a.txt"))
    #expect(text == Array(String(repeating: "hello ", count: 100).utf8))
    #expect(try archive.read(archive.entry(named: "犬.txt")) == Array("dog".utf8))
    #expect(archive.find("b.txt") == nil)
    #expect(problem { try archive.entry(named: "b\n") }.contains("has no entry 'b\u{FFFD}'"))
    let tooLarge = problem { try archive.read(archive.entry(named: "a.txt"), limit: 599) }
    #expect(tooLarge.contains("larger than 599 bytes"))
  }

  @Test func readsZip64() throws {
    let archive = try ZipArchive(Fixture.url("zip64.zip"))
    #expect(try archive.read(archive.entry(named: "a.txt")) == Array("hello".utf8))
  }

  @Test func extractsToTheGivenFile() throws {
    try withTemporaryFolder { folder in
      let archive = try ZipArchive(Fixture.url("zip64.zip"))
      let url = folder.appendingPathComponent("out.txt")
      try archive.extract(archive.entry(named: "a.txt"), to: url)
      #expect(try InputFile(url).allBytes() == Array("hello".utf8))
    }
  }

  @Test func refusesOtherMethodsAndEncryption() throws {
    let other = try ZipArchive(Fixture.url("bzip2.zip"))
    #expect(problem { try other.read(other.entries[0]) }.contains("compressed by method 12"))
    var bytes = try Fixture.bytes("zip64.zip")
    // The flags in the directory, 8 bytes after its signature.
    let directory = try #require(offset(of: ZipDirectory.entrySignature, in: bytes))
    bytes[directory + 8] |= 1
    let encrypted = try ZipArchive(MemorySource(bytes, name: "a.zip"))
    #expect(problem { try encrypted.read(encrypted.entries[0]) }.contains("is encrypted"))
  }

  @Test func lyingSizesAreErrors() throws {
    let bytes = try makeArchive {
      try $0.add("a", [UInt8](repeating: 0, count: 5000), compressed: true)
    }
    let directory = try #require(offset(of: ZipDirectory.entrySignature, in: bytes))
    // Sizes that the data cannot or do not reach.
    for size: UInt32 in [4999, 5001, 1 << 20, 0x7FFF_FFFF] {
      var lying = bytes
      write(size, to: &lying, at: directory + 24)
      write(UInt64(size), to: &lying, at: 30 + 1 + 4)
      let archive = try ZipArchive(MemorySource(lying, name: "a.zip"))
      #expect(problem { try archive.read(archive.entries[0]) }.contains("is damaged"), "\(size)")
    }
    // The check sum.
    var damaged = bytes
    damaged[directory + 16] ^= 1
    let archive = try ZipArchive(MemorySource(damaged, name: "a.zip"))
    #expect(problem { try archive.read(archive.entries[0]) }.contains("'a': is damaged"))
  }

  @Test func zerosExpandButBombsDoNot() throws {
    // A real array of zeros expands a thousandfold and is read.
    let zeros = [UInt8](repeating: 0, count: 8 << 20)
    let bytes = try makeArchive { try $0.add("zeros", zeros, compressed: true) }
    #expect(bytes.count < zeros.count / 900)
    let archive = try ZipArchive(MemorySource(bytes, name: "a.zip"))
    #expect(try archive.read(archive.entries[0]) == zeros)

    func entry(size: Int, compressedSize: Int) -> ZipArchive.Entry {
      ZipArchive.Entry(
        name: "a", nameBytes: Array("a".utf8), size: size, compressedSize: compressedSize, crc32: 0,
        method: 8, flags: 0,
        offset: 0)
    }
    let gigabyte = 1 << 30
    let honest = entry(size: gigabyte, compressedSize: 2 << 20)
    try ZipEntryReader.checkExpansion(of: [honest], name: "a.zip")
    #expect(
      problem { try ZipEntryReader.checkExpansion(of: [honest, honest], name: "a.zip") }
        .contains("like a zip bomb"))
    try ZipEntryReader.checkExpansion(
      of: [entry(size: 50 * gigabyte, compressedSize: gigabyte)], name: "a.zip")
    #expect(
      problem {
        try ZipEntryReader.checkExpansion(
          of: [entry(size: 1_100_000, compressedSize: 1000)], name: "a.zip")
      }.contains("is false"))
  }

  /// Names that are neither ASCII nor UTF-8, as old writers leave them.
  @Test func namesOfOldCodePagesStayDifferent() throws {
    var bytes = try makeArchive {
      try $0.add("grX.png", [1])
      try $0.add("grY.png", [2])
    }
    for (letter, byte) in [("X", 0x81), ("Y", 0xB0)] as [(UnicodeScalar, UInt8)] {
      for index in bytes.indices where bytes[index] == UInt8(ascii: letter) { bytes[index] = byte }
    }
    let archive = try ZipArchive(MemorySource(bytes, name: "a.zip"))
    #expect(archive.entries.map(\.name) == ["grü.png", "gr░.png"])
    #expect(try archive.entries.map { try archive.read($0) } == [[1], [2]])
    #expect(ZipName.decode(Array(128...255)).unicodeScalars.count == 128)
  }

  @Test func overlappingEntriesAreErrors() throws {
    // As David Fifield's bombs do: two directory entries share one body.
    let bytes = try makeArchive {
      try $0.add("a", Array("hello".utf8))
      try $0.add("b", Array("world".utf8))
    }
    let first = try #require(offset(of: ZipDirectory.entrySignature, in: bytes))
    let second = try #require(offset(of: ZipDirectory.entrySignature, in: bytes, from: first + 4))
    var overlapping = bytes
    write(UInt32(0), to: &overlapping, at: second + 42)
    #expect(
      problem { try ZipArchive(MemorySource(overlapping, name: "a.zip")) }.contains("overlaps"))
    var twice = bytes
    twice[second + 46] = UInt8(ascii: "a")
    #expect(
      problem { try ZipArchive(MemorySource(twice, name: "a.zip")) }.contains("two entries"))
    var contradicting = bytes
    contradicting[second + 46] = UInt8(ascii: "c")
    let archive = try ZipArchive(MemorySource(contradicting, name: "a.zip"))
    #expect(problem { try archive.read(archive.entries[1]) }.contains("contradict"))
  }

  @Test func everyTruncationIsAnError() throws {
    for name in ["streamed.zip", "zip64.zip", "all.npz"] {
      let bytes = try Fixture.bytes(name)
      for count in 0..<bytes.count {
        let source = MemorySource(Array(bytes[..<count]), name: name)
        #expect(problem { try ZipArchive(source) }.hasPrefix("\(name): is"), "\(count) bytes")
      }
    }
  }
}

/// Where a record of a zip archive begins.
func offset(of signature: UInt32, in bytes: [UInt8], from start: Int = 0) -> Int? {
  (start..<bytes.count - 3).first { index in
    bytes[index..<index + 4].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) } == signature
  }
}

/// Replaces a number in a zip archive.
func write<T: FixedWidthInteger>(_ value: T, to bytes: inout [UInt8], at offset: Int) {
  withUnsafeBytes(of: value.littleEndian) {
    bytes.replaceSubrange(offset..<offset + $0.count, with: $0)
  }
}
