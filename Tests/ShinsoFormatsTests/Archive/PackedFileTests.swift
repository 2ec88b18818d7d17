import Foundation
import ShinsoTensor
import Synchronization
import Testing

@testable import ShinsoFormats

@Suite struct PackedFileTests {
  private func zip(_ url: URL, _ names: [String], _ contents: [UInt8] = [1, 2, 3]) throws {
    try ZipWriter.write(to: url) { archive in
      for name in names { try archive.add(name, contents, compressed: true) }
    }
  }

  @Test func listsFoldersOfAnArchive() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.zip")
      // In the order of the bytes, "-" lies before "/" and "2" behind it.
      try zip(url, ["cat2/5", "./cat/犬/4", "cat-1/1", "cat/3", "dog", "cat/2/", "cat"])
      #expect(
        try PackedFile.files(below: url)
          == ["cat", "cat-1/1", "cat/3", "cat/犬/4", "cat2/5", "dog"])
      #expect(try PackedFile.files(below: url.appending(path: "cat")) == ["3", "犬/4"])
      #expect(try PackedFile.files(below: url.appending(path: "ca")) == [])
      #expect(try PackedFile.files(below: folder) == nil)
      #expect(try PackedFile.size(of: url.appending(path: "cat/犬/4")) == 3)
      #expect(PackedFile.exists(url.appending(path: "dog")))
      #expect(!PackedFile.exists(url.appending(path: "dog/1")))
    }
  }

  @Test func refusesWhatIsTooLargeBeforeItIsRead() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.zip")
      try zip(url, ["zeros"], [UInt8](repeating: 0, count: 5000))
      let entry = url.appending(path: "zeros")
      #expect(try PackedFile.bytes(of: entry, limit: 5000).count == 5000)
      #expect(problem { try PackedFile.bytes(of: entry, limit: 4999) }.contains("larger than 4999"))
      // A file with holes takes no room on the disk; reading it would end the process.
      let large = folder.appending(path: "large")
      try Data().write(to: large)
      try #require(truncate(large.path, 1 << 40) == 0)
      #expect(problem { try PackedFile.bytes(of: large) }.contains("has 1099511627776 bytes"))
    }
  }

  @Test func pathsWithBackslashes() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.zip")
      try zip(url, ["data\\a\\1.png", "data\\b\\2.png"])
      #expect(try PackedFile.files(below: url) == ["data/a/1.png", "data/b/2.png"])
      #expect(try PackedFile.bytes(of: url.appending(path: "data/b/2.png")) == [1, 2, 3])
      // Where others have slashes, it belongs to the name.
      try zip(url, ["a/1\\.png", "b"])
      #expect(try PackedFile.files(below: url) == ["a/1\\.png", "b"])
    }
  }

  @Test func namesThatOnlyLookAlikeStayApart() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.zip")
      try zip(url, ["caf\u{E9}/1", "cafe\u{301}/1"])
      #expect(try PackedFile.files(below: url)?.count == 2)
    }
  }

  @Test func archivesAreRecognizedByTheirContents() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "photos")
      try zip(url, ["a/1"])
      #expect(try PackedFile.files(below: url) == ["a/1"])
      let text = folder.appending(path: "text")
      try Data("no archive".utf8).write(to: text)
      #expect(try PackedFile.files(below: text) == nil)
    }
  }

  /// Two names of Windows' Japanese code page; without a flag, nothing tells it.
  @Test func namesInOtherEncodings() {
    let names: [[UInt8]] = [Array("a/".utf8) + [0x8C, 0xA2], Array("a/".utf8) + [0x94, 0x4C]]
    #expect(ArchiveNames.decode(names) { _ in "?" } == ["a/犬", "a/猫"])
    let latin: [[UInt8]] = [[0xE9], [0xE8], Array("é".utf8)]
    #expect(ArchiveNames.decode(latin) { String(utf8OrLatin1: $0) } == ["é", "è", "é"])
  }

  @Test(arguments: [".bz2", ".xz", ".zst", ".gz"]) func compressedTars(ending: String) throws {
    let tool = [".bz2": "bzip2", ".xz": "xz", ".zst": "zstd", ".gz": "gzip"][ending] ?? ""
    try withTemporaryFolder { folder in
      try Data([1, 2, 3]).write(to: folder.appending(path: "1.png"))
      let url = folder.appending(path: "a.tar" + ending)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c", "cd '\(folder.path)' && tar cf - 1.png | \(tool) -c > '\(url.path)'",
      ]
      try process.run()
      process.waitUntilExit()
      // Not every machine has every compressor.
      guard process.terminationStatus == 0 else { return }
      #expect(try PackedFile.bytes(of: url.appending(path: "1.png")) == [1, 2, 3])
      let plain = folder.appending(path: "plain")
      try FileManager.default.moveItem(at: url, to: plain)
      #expect(try PackedFile.files(below: plain) == ["1.png"])
      let bytes = try Data(contentsOf: plain)
      let cut = folder.appending(path: "cut.tar" + ending)
      try bytes.prefix(bytes.count / 2).write(to: cut)
      #expect(problem { try PackedFile.files(below: cut) }.hasPrefix(cut.path))
    }
  }

  @Test func refusesPathsOfAbsurdLength() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.zip")
      for name in [String(repeating: "a/", count: 64) + "b", String(repeating: "a", count: 5000)] {
        try zip(url, [name])
        #expect(problem { try PackedFile.files(below: url) }.contains("far too long"))
      }
    }
  }

  @Test func everyArchiveIsOpenedOnce() throws {
    try withTemporaryFolder { folder in
      let urls = (0..<3).map { folder.appending(path: "\($0).zip") }
      for url in urls { try zip(url, (0..<2000).map(String.init)) }
      let cache = ArchiveCache(capacity: 3)
      let opened = Mutex<[Int: [ObjectIdentifier]]>([:])
      DispatchQueue.concurrentPerform(iterations: 24) { turn in
        guard let archive = try? cache.archive(at: urls[turn % 3]) else { return }
        opened.withLock { $0[turn % 3, default: []].append(ObjectIdentifier(archive)) }
      }
      let found = opened.withLock { $0 }
      for index in 0..<3 {
        #expect(found[index]?.count == 8 && Set(found[index] ?? []).count == 1)
      }
      // One that has changed is opened again.
      let old = try cache.archive(at: urls[0])
      try zip(urls[0], ["other"])
      let new = try cache.archive(at: urls[0])
      #expect(old !== new && new.files(below: "") == ["other"])
      #expect(try cache.archive(at: urls[0]) === new)
    }
  }

  @Test func archivesThatAreNotUsedAreClosed() throws {
    try withTemporaryFolder { folder in
      let urls = (0..<3).map { folder.appending(path: "\($0).zip") }
      for url in urls { try zip(url, ["a"]) }
      let cache = ArchiveCache(capacity: 2)
      let first = try cache.archive(at: urls[0])
      let second = try cache.archive(at: urls[1])
      _ = try cache.archive(at: urls[0])
      _ = try cache.archive(at: urls[2])
      #expect(try cache.archive(at: urls[0]) === first)
      #expect(try cache.archive(at: urls[1]) !== second)
    }
  }
}
