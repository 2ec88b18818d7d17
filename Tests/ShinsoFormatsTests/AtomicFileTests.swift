import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoFormats

@Suite struct AtomicFileTests {
  @Test func writesAndReplaces() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.bin")
      try AtomicFile.write(Data("first".utf8), to: url)
      let large = [UInt8](repeating: 7, count: 1 << 20)
      try AtomicFile.write(to: url) { file in
        try file.write("head")
        try file.write(large)
        try file.write([UInt8]())
        try file.overwrite(at: 0, with: Array("HEAD".utf8))
        #expect(file.position == 4 + large.count)
      }
      #expect(try InputFile(url).allBytes() == Array("HEAD".utf8) + large)
      #expect(try contents(of: folder) == ["a.bin"])
    }
  }

  @Test func failureLeavesTheOldFileAlone() throws {
    struct Stop: Error {}
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.bin")
      try AtomicFile.write(Data("old".utf8), to: url)
      #expect(throws: Stop.self) {
        try AtomicFile.write(to: url) { file in
          try file.write("new")
          #expect(try contents(of: folder).count == 2)
          throw Stop()
        }
      }
      #expect(try InputFile(url).allBytes() == Array("old".utf8))
      #expect(try contents(of: folder) == ["a.bin"])
    }
  }

  @Test func errorsNameTheTarget() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("none/a.bin")
      #expect(
        problem { try AtomicFile.write(Data(), to: missing) }
          == "\(missing.path): cannot be written: the folder does not exist")
      #expect(
        problem { try AtomicFile.checkWritable(missing) }.contains("the folder does not exist"))
      #expect(problem { try AtomicFile.write(Data(), to: folder) }.contains("it is a folder"))
      let device = URL(fileURLWithPath: "/dev/null")
      #expect(problem { try AtomicFile.write(Data(), to: device) }.contains("not a regular file"))
      try AtomicFile.checkWritable(folder.appendingPathComponent("a.bin"))
      #expect(try contents(of: folder).isEmpty)
    }
  }

  #if os(Linux)
    @Test func aFullDiskIsAnError() throws {
      let descriptor = open("/dev/full", O_WRONLY)
      defer { close(descriptor) }
      let file = OutputFile(descriptor: descriptor, name: "a.bin")
      try file.write("x")
      #expect(
        problem { try file.flush() } == "a.bin: cannot be written: No space left on device")
    }
  #endif

  @Test func cleansUpAfterKilledWritersOnly() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.bin")
      // An abandoned hidden file, as SIGKILL leaves it: it has a name, but nobody holds its lock.
      var abandoned = ""
      try AtomicFile.write(to: url) { _ in
        let living = try #require(try contents(of: folder).first)
        abandoned = living + ".copy.partial"
        try Data().write(to: folder.appendingPathComponent(abandoned))
        // Another write of the same target keeps its hands off the living one.
        try AtomicFile.write(Data("inner".utf8), to: url)
        #expect(try contents(of: folder) == [living, "a.bin"])
      }
      try Data().write(to: folder.appendingPathComponent(abandoned))
      try AtomicFile.write(Data("b".utf8), to: folder.appendingPathComponent("b.bin"))
      #expect(try contents(of: folder).contains(abandoned))
      try AtomicFile.write(Data("a".utf8), to: url)
      #expect(try contents(of: folder) == ["a.bin", "b.bin"])
    }
  }

  /// Another process may look for orphans just when a hidden file has been made.
  @Test func aFileTakenForAnOrphanIsMadeAnew() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a.partial").path
      let writer = open(path, O_RDWR | O_CREAT, 0o666)
      defer { close(writer) }
      #expect(PartialFile.claim(path, writer))
      flock(writer, LOCK_UN)
      let cleaner = open(path, O_RDWR)
      try #require(flock(cleaner, LOCK_EX) == 0)
      let thread = Thread {
        usleep(50_000)
        unlink(path)
        close(cleaner)
      }
      thread.start()
      #expect(!PartialFile.claim(path, writer))
    }
  }

  @Test func keepsPermissionsAndLinks() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.bin")
      let link = folder.appendingPathComponent("link")
      try AtomicFile.write(Data("old".utf8), to: url)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: url.path)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
      try AtomicFile.write(Data("new".utf8), to: link)
      #expect(try InputFile(url).allBytes() == Array("new".utf8))
      let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == url.path)
    }
  }
}
