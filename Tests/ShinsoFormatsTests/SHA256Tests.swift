import Foundation
import Testing

@testable import ShinsoFormats

@Suite struct SHA256Tests {
  /// FIPS 180-2, appendix B.
  @Test func publishedDigests() {
    #expect(
      SHA256.hex(of: Data("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hex(of: Data(repeating: UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(
      SHA256.hex(of: Data())
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func filesInPieces() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.bin")
      let data = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try AtomicFile.write(data, to: url)
      #expect(try SHA256.hex(of: url) == SHA256.hex(of: data))
      #expect(problem { try SHA256.hex(of: folder) }.contains("is a folder"))
      let missing = folder.appendingPathComponent("none")
      #expect(problem { try SHA256.hex(of: missing) }.contains("No such file"))
    }
  }
}
