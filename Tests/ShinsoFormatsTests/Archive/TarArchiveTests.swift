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
    let archive = sample()
    #expect(try TarArchive(MemorySource(archive, name: "a")).entries.map(\.name) == ["x", "y"])
    // The second entry's contents are cut off.
    let short = Array(archive[..<(archive.count - 1_024 - 512)])
    #expect(problem { try TarArchive(MemorySource(short, name: "a")) }.contains("is truncated"))
    var broken = archive
    broken[1_024 + 3] ^= 1
    #expect(problem { try TarArchive(MemorySource(broken, name: "a")) }.contains("is broken"))
    // Cut off between two entries, and before the end.
    for length in [1_024, 2_048] {
      let source = MemorySource(Array(archive[..<length]), name: "a")
      #expect(
        problem { try TarArchive(source) }
          == "a: is truncated: the end marker is missing; get a complete copy")
    }
    // A name of a file that is not there.
    let link = MemorySource(sample(kind: "1", target: "z"), name: "a")
    #expect(
      problem { try TarArchive(link) }
        == "a: is damaged: 'x' links to 'z', which does not precede it")
  }

  @Test func manyFilesAndBombsAreErrors() throws {
    let source = MemorySource(sample(), name: "a")
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

  /// Two files of 3 bytes and the empty blocks at the end.
  private func sample(kind: String = "0", target: String = "") -> [UInt8] {
    ["x", "y"].flatMap { name -> [UInt8] in
      var header = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, _ offset: Int) {
        header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
      }
      put(name, 0)
      put("00000000003", 124)
      put("        " + kind + target, 148)
      put("ustar\u{0}00", 257)
      let sum = header.reduce(0) { $0 + Int($1) }
      put(String(format: "%06o\u{0} ", sum), 148)
      return header + [1, 2, 3] + [UInt8](repeating: 0, count: 509)
    } + [UInt8](repeating: 0, count: 1_024)
  }
}
