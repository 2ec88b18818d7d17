import Foundation
import Testing

@testable import ShinsoFormats

@Suite struct GzipTests {
  @Test func readsOneAndSeveralMembers() throws {
    #expect(try Gzip.read(Fixture.url("images.idx.gz")) == Fixture.bytes("images.idx"))
    #expect(try Gzip.read(Fixture.url("members.gz")) == Array("hello world".utf8))
  }

  @Test func truncatedAndDamagedFilesAreErrors() throws {
    let bytes = try Fixture.bytes("images.idx.gz")
    for count in 0..<bytes.count {
      let source = MemorySource(Array(bytes[..<count]), name: "a.gz")
      #expect(problem { try Gzip.read(source) }.contains("a.gz: is"), "\(count) bytes")
    }
    // The check sum and the size are the last eight bytes.
    for index in (bytes.count - 8)..<bytes.count {
      var damaged = bytes
      damaged[index] ^= 0x10
      #expect(
        problem { try Gzip.read(MemorySource(damaged, name: "a.gz")) }.contains("is damaged"))
    }
    let garbage = MemorySource(bytes + [1, 2, 3], name: "a.gz")
    #expect(problem { try Gzip.read(garbage) }.contains("is damaged"))
    let padded = MemorySource(bytes + [0, 0, 0], name: "a.gz")
    #expect(try Gzip.read(padded) == Fixture.bytes("images.idx"))
  }

  @Test func theLimitHolds() throws {
    let url = Fixture.url("members.gz")
    #expect(try Gzip.read(url, limit: 11).count == 11)
    #expect(problem { try Gzip.read(url, limit: 10) }.contains("more than 10 bytes"))
  }
}
