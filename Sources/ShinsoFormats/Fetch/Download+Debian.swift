import Foundation
import ShinsoTensor

extension Download {
  func debian(_ package: String, _ version: String) throws -> Found {
    let folder = scratch.appending(path: "debian", directoryHint: .isDirectory)
    try FileProblem.makeFolder(folder)
    var options = aptOptions
    var result = try run("apt-get", options + ["download", package], in: folder)
    if result.status != 0, result.log.contains("Unable to locate package") {
      // The machine's package lists were never fetched.
      options += try ownLists().options
      _ = try run("apt-get", options + ["update"], in: folder)
      result = try run("apt-get", options + ["download", package], in: folder)
      if result.log.contains("Unable to locate package") {
        throw InputError("apt-get", "the package lists cannot be fetched or do not contain it")
      }
    }
    guard result.status == 0 else { throw InputError("apt-get", result.reason) }
    let file = try onlyFile(in: folder, ending: ".deb")
    let digest = try SHA256.hex(of: file)
    if digest == artifact.digest.sha256 {
      return try keep(Found(file: file, sha256: digest))
    }
    // `PACKAGE_VERSION_ARCHITECTURE.deb`, with the colon of an epoch escaped.
    let fields = file.deletingPathExtension().lastPathComponent.split(separator: "_")
    let other = fields.count > 1 ? fields[1].replacing("%3a", with: ":") : "another version"
    guard other != version else {
      throw InputError("apt-get", mismatch(digest))
    }
    let note = "\(package) \(other) instead of \(version); accepted: apt verified its signature"
    return try keep(
      Found(file: file, sha256: digest, note: note), as: artifact.name + ".other-version")
  }

  private var aptOptions: [String] {
    // As root, apt would switch to a user who cannot write here.
    ["-q", "-o", "APT::Get::AllowUnauthenticated=false"]
      + (geteuid() == 0 ? ["-o", "APT::Sandbox::User=root"] : [])
  }

  /// A place for package lists of our own; fetching those does not need root.
  private func ownLists() throws -> (folder: URL, options: [String]) {
    let state = scratch.appending(path: "apt", directoryHint: .isDirectory)
    for part in ["lists/partial", "cache/archives/partial"] {
      try FileProblem.makeFolder(state.appending(path: part))
    }
    return (
      state.appending(path: "lists"),
      [
        "-o", "Dir::State::Lists=\(state.path)/lists", "-o", "Dir::Cache=\(state.path)/cache",
        "-o", "Debug::NoLocking=1",
      ]
    )
  }

  func packageDescriptions(_ language: String) throws -> Found {
    let lists = try ownLists()
    let result = try run(
      "apt-get",
      aptOptions + lists.options + [
        "-o", "Acquire::Languages=\(language)", "-o", "Acquire::GzipIndexes=false",
        "-o", "Acquire::IndexTargets::deb::Packages::DefaultEnabled=false", "update",
      ])
    guard result.status == 0 else { throw InputError("apt-get", result.reason) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: lists.folder.path)) ?? []
    let found = names.filter { $0.hasSuffix("_Translation-\(language)") }.sorted()
    guard !found.isEmpty else {
      throw InputError("apt-get", "this release has no package descriptions in \(language)")
    }
    let file = scratch.appending(path: artifact.name)
    try AtomicFile.write(to: file) { target in
      for name in found {
        try target.write(Data(contentsOf: lists.folder.appending(path: name)))
      }
    }
    let digest = try SHA256.hex(of: file)
    if digest == artifact.digest.sha256 { return try keep(Found(file: file, sha256: digest)) }
    return try keep(
      Found(
        file: file, sha256: digest,
        note: "\(artifact.name) of another day; accepted: apt verified its signature"),
      as: artifact.name + ".other-version")
  }
}
