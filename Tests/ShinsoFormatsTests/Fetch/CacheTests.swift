import Foundation
import Testing

@testable import ShinsoFormats

@Suite struct CacheTests {
  private let entry = FetchFixture.entry(FetchFixture.artifact(.local(path: "/nowhere")))

  @Test func theEnvironmentChoosesTheFolder() {
    #expect(Cache(environment: ["SHINSO_CACHE": "/a/b"]).root.path == "/a/b")
    for environment in [["HOME": "/home/u"], ["HOME": "/home/u", "SHINSO_CACHE": ""]] {
      #expect(Cache(environment: environment).root.path == "/home/u/.cache/shinso")
    }
    let folder = Cache(environment: ["SHINSO_CACHE": "/a"]).folder(for: entry)
    #expect(folder.path == "/a/data/sample")
  }

  @Test func statusSaysWhatIsThere() throws {
    try FetchFixture.with { fixture in
      let cache = fixture.fetcher.cache
      #expect(cache.status(of: entry).state == .absent)
      #expect(cache.status(of: entry).installedBytes == 100)
      let message = problem { try cache.existingFolder(for: entry) }
      #expect(message.contains("sample: is not in the cache"))
      #expect(message.contains("`shinso data get sample`"))

      let file = try fixture.write(FetchFixture.content, to: "given")
      try fixture.fetcher.fetch(entry, from: file)
      let status = cache.status(of: entry)
      #expect(status.state == .present)
      #expect(status.installedBytes == FetchFixture.content.utf8.count)
      #expect(status.downloadBytes == FetchFixture.content.utf8.count)
      #expect(try cache.existingFolder(for: entry) == cache.folder(for: entry))

      let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(status))
      let keys = try #require(json as? [String: Any]).keys.sorted()
      #expect(
        keys == [
          "checksums", "downloadBytes", "fetched", "homepage", "id", "installedBytes", "license",
          "notes", "path", "sha256", "sources", "state", "title",
        ])
    }
  }

  @Test func anEntryOfAnotherRevisionOrWithoutManifestIsAbsent() throws {
    try FetchFixture.with { fixture in
      let file = try fixture.write(FetchFixture.content, to: "given")
      try fixture.fetcher.fetch(entry, from: file)
      let newer = FetchFixture.entry(entry.artifacts[0], revision: 2)
      let cache = fixture.fetcher.cache
      #expect(cache.status(of: newer).state == .absent)
      try fixture.fetcher.fetch(newer, from: file)
      #expect(cache.status(of: newer).state == .present)

      let manifest = cache.folder(for: entry).appending(path: "entry.json")
      try Data("{".utf8).write(to: manifest)
      #expect(cache.status(of: newer).state == .absent)
    }
  }
}
