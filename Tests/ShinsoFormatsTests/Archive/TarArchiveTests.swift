import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite struct TarArchiveTests {
  /// What the system's tar writes, in each of its formats.
  @Test(arguments: ["ustar", "gnu", "pax"], [false, true])
  func readsWhatTarWrites(_ format: String, _ isCompressed: Bool) throws {
    try withTemporaryFolder { folder in
      let long = String(repeating: "long-", count: format == "ustar" ? 14 : 45)
      let contents: [String: [UInt8]] = [
        "a.txt": Array("hello".utf8), "empty": [], "inner/犬.txt": Array(repeating: 7, count: 1_025),
        "inner/\(long)": [1, 2, 3],
      ]
      for (name, bytes) in contents {
        let url = folder.appendingPathComponent("files/\(name)")
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
      }
      // Of two names of one file, tar writes the second one it meets as a hard link.
      try FileManager.default.linkItem(
        at: folder.appendingPathComponent("files/a.txt"),
        to: folder.appendingPathComponent("files/inner/\(long)-again"))
      let url = folder.appendingPathComponent("a.tar")
      let tar = Process()
      tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      tar.arguments =
        ["tar", "--format=\(format)", "-C", folder.appendingPathComponent("files").path]
        + [isCompressed ? "-czf" : "-cf", url.path, "."]
      try tar.run()
      tar.waitUntilExit()
      try #require(tar.terminationStatus == 0)
      let archive = try TarArchive(url)
      let found = try archive.entries.map { ($0.name, try archive.read($0)) }
      #expect(
        Dictionary(uniqueKeysWithValues: found)
          == Dictionary(
            uniqueKeysWithValues: contents.map { ("./" + $0, $1) }
              + [("./inner/\(long)-again", Array("hello".utf8))]))
    }
  }

  @Test func refusesWhatIsNoArchive() throws {
    for bytes in [[], [UInt8](repeating: 1, count: 100), [UInt8](repeating: 1, count: 2_000)] {
      let text = problem { try TarArchive(MemorySource(bytes, name: "a.tar")) }
      #expect(text == "a.tar: is not a tar archive")
    }
  }

  @Test func damageIsAnError() throws {
    let archive = TarSample.bytes()
    #expect(try TarArchive(MemorySource(archive, name: "a")).entries.map(\.name) == ["x", "y"])
    // The second entry's contents are cut off.
    let short = Array(archive[..<(archive.count - 1_024 - 512)])
    #expect(problem { try TarArchive(MemorySource(short, name: "a")) }.contains("is truncated"))
    var broken = archive
    broken[1_024 + 3] ^= 1
    #expect(problem { try TarArchive(MemorySource(broken, name: "a")) }.contains("is broken"))
  }

  /// As some programs write them, and as others read them.
  @Test func oddArchivesAreRead() throws {
    func names(_ bytes: [UInt8]) throws -> [String] {
      try TarArchive(MemorySource(bytes, name: "a")).entries.map(\.name)
    }
    // Without blocks at the end, and with one.
    for length in [2_048, 2_560] {
      #expect(try names(Array(TarSample.bytes()[..<length])) == ["x", "y"])
    }
    // Names of a file that is not there.
    #expect(try names(TarSample.bytes(kind: "1", target: "z")).isEmpty)
    // One that is there, under the same path written in another way.
    let linked = TarSample.file("./x") + TarSample.file("y", kind: "1", target: "x")
    #expect(try names(linked) == ["./x", "y"])
    // Old programs added signed bytes.
    let signed = TarSample.file("caf\u{E9}", isSigned: true)
    #expect(try names(signed) == ["caf\u{E9}"])
    let folder = try TarArchive(
      MemorySource(TarSample.file("c/", kind: "5") + TarSample.file("x"), name: "a"))
    #expect(folder.entries.map(\.name) == ["x"] && folder.folders == ["c/"])
  }

  @Test func manyFilesAndBombsAreErrors() throws {
    let source = MemorySource(TarSample.bytes(), name: "a")
    #expect(try TarArchive(source, maximumCount: 2).entries.count == 2)
    #expect(
      problem { try TarArchive(source, maximumCount: 1) } == "a: holds more than 1 files")
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.tar.gz")
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "head -c 100000000 /dev/zero | gzip > '\(url.path)'"]
      try process.run()
      process.waitUntilExit()
      let message = problem { try TarArchive(url) }
      #expect(message.contains("expands to more than 67108864 bytes; unpack it"))
    }
  }
}
