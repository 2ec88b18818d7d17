import Foundation
import Testing

@testable import ShinsoFormats

/// Files in packages of Python's index, and files of which only a SHA-1 was published.
@Suite struct PackageSourceTests {
  private static let hasTar = FileManager.default.isExecutableFile(atPath: "/usr/bin/tar")

  /// An index with the sdist `sample_thing-1.0.tar.gz` of `sample-thing`, which `curl` reads.
  private func serve(_ fixture: inout FetchFixture) throws {
    try fixture.write(FetchFixture.content, to: "sample_thing-1.0/data/sample.bin")
    let scratch = fixture.folder.appending(path: "scratch")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let packed = try Subprocess(environment: ["PATH": "/usr/bin:/bin"]).run(
      "tar", ["-czf", "sample.tar.gz", "sample_thing-1.0"], in: fixture.folder, scratch: scratch)
    try #require(packed.status == 0, "\(packed.log)")
    fixture.environment["PIP_INDEX_URL"] = "https://index.example/simple"
    try fixture.tool(
      "curl",
      """
      while [ $# -gt 1 ]; do
        [ "$1" = --output ] && out=$2
        shift
      done
      case "$1" in
        https://index.example/simple/sample-thing/)
          echo '<a href="../../files/sample_thing-1.0.tar.gz#sha256=0">a</a>' >"$out" ;;
        https://index.example/files/sample_thing-1.0.tar.gz*)
          cp '\(fixture.folder.path)/sample.tar.gz' "$out" ;;
        *) echo "curl: (22) no $1" >&2; exit 22 ;;
      esac
      """)
  }

  @Test(.enabled(if: hasTar, "needs tar")) func aFileOfAnSdist() throws {
    try FetchFixture.with { fixture in
      try serve(&fixture)
      let package = PythonPackage(.sdist, "sample-thing", "1.0")
      let path = "sample_thing-1.0/data/sample.bin"
      try fixture.fetcher.fetch(
        FetchFixture.entry(FetchFixture.artifact(.member(path, of: package))))
      #expect(try fixture.copy() == FetchFixture.content)
      for (source, words) in [
        (FetchSource.member("sample_thing-1.0/other", of: package), "has no file"),
        (.member(path, of: PythonPackage(.sdist, "sample_thing", "2.0")), "does not list"),
        (.member(path, of: PythonPackage(.sdist, "other", "1.0")), "(22) no"),
        (.sdist(package: "sample_thing", version: "1.0"), "has SHA-256"),
      ] {
        let entry = FetchFixture.entry(FetchFixture.artifact(source))
        let message = problem {
          try fixture.fetcher.fetch(entry, again: true)
        }
        #expect(message.contains(words), "\(message)")
      }
      fixture.environment["PIP_INDEX_URL"] = "file:///etc"
      let entry = FetchFixture.entry(FetchFixture.artifact(.member(path, of: package)))
      #expect(
        problem { try fixture.fetcher.fetch(entry, again: true) }
          .contains("is not the address of a package index"))
    }
  }

  @Test func onlyTheSHA1IsKnown() throws {
    try FetchFixture.with { fixture in
      let file = try fixture.write(FetchFixture.content, to: "given/sample.bin")
      let sha1 = try MessageDigest.hex(of: file, by: .sha1)
      func entry(_ digest: String) -> CatalogEntry {
        FetchFixture.entry(
          Artifact(
            name: "sample.bin", byteCount: 24, digest: .sha1(digest),
            sources: [.local(path: file.path)]))
      }
      try fixture.fetcher.fetch(entry(sha1))
      #expect(try fixture.copy() == FetchFixture.content)
      let status = fixture.fetcher.cache.status(of: entry(sha1))
      // What was fetched is known by its SHA-256 from then on.
      #expect(status.sha256 == ["sample.bin": try SHA256.hex(of: file)])
      #expect(status.checksums == ["sample.bin": "sha1:\(sha1)"])
      let wrong = String(repeating: "0", count: 40)
      let message = problem {
        try fixture.fetcher.fetch(entry(wrong), again: true)
      }
      #expect(message.contains("has SHA-1 \(sha1.prefix(12))…, expected 000000000000…"))
    }
  }

  /// FIPS 180-4's example.
  @Test func sha1() throws {
    try FetchFixture.with { fixture in
      let file = try fixture.write("abc", to: "abc")
      #expect(
        try MessageDigest.hex(of: file, by: .sha1) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }
  }

  @Test func whatFailedBeforeIsNoted() throws {
    try FetchFixture.with { fixture in
      let right = try fixture.write(FetchFixture.content, to: "right.bin")
      let sources: [FetchSource] = [.local(path: "/nowhere/a"), .local(path: right.path)]
      let base = FetchFixture.artifact()
      let entry = FetchFixture.entry(
        Artifact(name: base.name, byteCount: base.byteCount, digest: base.digest, sources: sources))
      var told: [String] = []
      try fixture.fetcher.fetch(entry) { if $0.stage == .next { told.append($0.line) } }
      #expect(told.count == 1 && told[0].hasPrefix("sample: /nowhere/a: cannot be opened"))
      #expect(told[0].hasSuffix("; trying \(right.path)"))
      let notes = fixture.fetcher.cache.status(of: entry).notes
      #expect(notes.count == 1 && notes[0].hasPrefix("tried before: /nowhere/a ("))
    }
  }
}
