import Foundation
import Testing

@testable import ShinsoFormats

@Suite struct AssemblyTests {
  private func assembly(_ file: URL, in folder: URL) throws -> Assembly {
    let scratch = folder.appending(path: "scratch")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    return Assembly(
      files: ["file": file], destination: folder, scratch: scratch,
      tools: Subprocess(environment: ProcessInfo.processInfo.environment))
  }

  @Test func takesMembersOutOfAWheel() throws {
    try withTemporaryFolder { folder in
      let wheel = folder.appending(path: "a.whl")
      try Data(makeArchive { try $0.add("a/b.txt", [1, 2, 3], compressed: true) }).write(to: wheel)
      let assembly = try assembly(wheel, in: folder)
      #expect(try assembly.member("a/b.txt", ofWheel: "file") == [1, 2, 3])
      try assembly.extract("a/b.txt", ofWheel: "file", as: "b.txt")
      #expect(try InputFile(folder.appending(path: "b.txt")).allBytes() == [1, 2, 3])
      #expect(problem { try assembly.member("a/c.txt", ofWheel: "file") }.contains("a/c.txt"))
      #expect(problem { try assembly.file("other") }.contains("other"))
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/dpkg-deb"), "needs dpkg-deb"))
  func unpacksADebianPackageWithAndWithoutDpkg() throws {
    try withTemporaryFolder { folder in
      let root = folder.appending(path: "root")
      for path in ["DEBIAN", "usr/share/sample"] {
        try FileManager.default.createDirectory(
          at: root.appending(path: path), withIntermediateDirectories: true)
      }
      let control = """
        Package: sample
        Version: 1
        Architecture: all
        Maintainer: nobody <nobody@example.org>
        Description: a sample

        """
      try Data(control.utf8).write(to: root.appending(path: "DEBIAN/control"))
      try Data([7, 8]).write(to: root.appending(path: "usr/share/sample/data"))
      let package = folder.appending(path: "sample.deb")
      let environment = ProcessInfo.processInfo.environment
      let made = try Subprocess(environment: environment)
        .run("dpkg-deb", ["-b", root.path, package.path], scratch: folder)
      try #require(made.status == 0, "\(made.log)")

      // The second PATH has everything but dpkg-deb.
      let bin = folder.appending(path: "bin")
      try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
      let tools = Subprocess(environment: environment)
      for name in ["ar", "tar", "xz", "zstd", "gzip"] {
        guard let tool = tools.find(name) else { continue }
        try FileManager.default.createSymbolicLink(
          at: bin.appending(path: name), withDestinationURL: tool)
      }
      for (number, path) in [environment["PATH"] ?? "", bin.path].enumerated() {
        let scratch = folder.appending(path: "scratch-\(number)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let assembly = Assembly(
          files: ["file": package], destination: folder, scratch: scratch,
          tools: Subprocess(environment: ["PATH": path]))
        let unpacked = try assembly.unpackDebianPackage("file")
        #expect(
          try InputFile(unpacked.appending(path: "usr/share/sample/data")).allBytes() == [7, 8])
        try Data("no package".utf8).write(to: folder.appending(path: "broken"))
        let broken = Assembly(
          files: ["file": folder.appending(path: "broken")], destination: folder, scratch: scratch,
          tools: Subprocess(environment: ["PATH": path]))
        #expect(problem { try broken.unpackDebianPackage("file") }.contains("cannot unpack it"))
      }
    }
  }
}
