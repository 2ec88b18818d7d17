import Foundation
import Testing

@testable import ShinsoFormats

@Suite struct DownloadTests {
  private let wheel = FetchFixture.entry(
    FetchFixture.artifact(.wheel(package: "sample", version: "1.0"), name: "sample-1.0.whl"))
  private let debian = FetchFixture.entry(
    FetchFixture.artifact(
      .debian(package: "sample", version: "1:1.0-1"), name: "sample_1.0-1_all.deb"))
  private let url = FetchFixture.entry(FetchFixture.artifact(.url("https://example.org/sample")))

  // MARK: Wheels

  /// A `python3` that finds the option --dest and puts the file there.
  private func fakePip(content: String) -> String {
    """
    [ "$1 $2 $3" = "-m pip download" ] || exit 3
    while [ "$1" != --dest ]; do shift; done
    mkdir -p "$2"
    printf '%s' '\(content)' > "$2/sample-1.0-py3-none-any.whl"
    """
  }

  @Test func fetchesAWheelWithoutInstallingOrRunningIt() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("python3", fakePip(content: FetchFixture.content))
      try fixture.fetcher.fetch(wheel)
      #expect(try fixture.copy() == FetchFixture.content)
      let call = try #require(fixture.calls().first)
      for option in ["--no-deps", "--only-binary :all:", "--no-cache-dir", "sample==1.0"] {
        #expect(call.contains(option))
      }
      // The second time nothing is fetched.
      try fixture.fetcher.fetch(wheel)
      #expect(fixture.calls().count == 1)
    }
  }

  @Test(arguments: [
    ("printf 'x' > /dev/null; exit 0", "left no .whl file"),
    ("echo 'No module named pip' >&2; exit 1", "does not have the module pip"),
    ("echo 'a NewConnectionError(...)'; echo 'ERROR: Could not find it'; exit 1", "cannot connect"),
    ("echo 'ERROR: No matching version'; echo later; exit 1", "(pip: No matching version)"),
    ("kill -9 $$", "exit status 9"),
  ])
  func saysWhyPipFailed(script: String, reason: String) throws {
    try FetchFixture.with { fixture in
      try fixture.tool("python3", script)
      let message = problem { try fixture.fetcher.fetch(wheel) }
      #expect(message.contains(reason), "\(message)")
    }
  }

  @Test func refusesAWheelOfAnotherContent() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("python3", fakePip(content: "evil"))
      #expect(problem { try fixture.fetcher.fetch(wheel) }.contains("has SHA-256"))
      #expect(try contents(of: fixture.dataFolder) == [".sample.lock"])
    }
  }

  // MARK: Debian packages

  private func fakeApt(version: String, content: String) -> String {
    "printf '%s' '\(content)' > 'sample_\(version)_all.deb'"
  }

  @Test func fetchesADebianPackage() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("apt-get", fakeApt(version: "1%3a1.0-1", content: FetchFixture.content))
      try fixture.fetcher.fetch(debian)
      #expect(try fixture.copy() == FetchFixture.content)
      #expect(fixture.fetcher.cache.status(of: debian).notes.isEmpty)
      #expect(fixture.calls().allSatisfy { $0.contains("AllowUnauthenticated=false") })
    }
  }

  @Test func acceptsAnotherVersionOnAptsWordAndSaysSo() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("apt-get", fakeApt(version: "1%3a1.0-2", content: "newer"))
      try fixture.fetcher.fetch(debian)
      #expect(try fixture.copy() == "newer")
      let notes = fixture.fetcher.cache.status(of: debian).notes
      #expect(
        notes == ["sample 1:1.0-2 instead of 1:1.0-1; accepted: apt verified its signature"])
    }
  }

  @Test func refusesTheSameVersionWithAnotherContent() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("apt-get", fakeApt(version: "1%3a1.0-1", content: "evil"))
      #expect(problem { try fixture.fetcher.fetch(debian) }.contains("has SHA-256"))
    }
  }

  @Test func fetchesPackageListsOfItsOwnWhereThereAreNone() throws {
    try FetchFixture.with { fixture in
      try fixture.tool(
        "apt-get",
        """
        case "$*" in
        *update*) touch '\(fixture.folder.path)/updated' ;;
        *Dir::State::Lists*) \(fakeApt(version: "1%3a1.0-1", content: FetchFixture.content)) ;;
        *) echo 'E: Unable to locate package sample' >&2; exit 100 ;;
        esac
        """)
      try fixture.fetcher.fetch(debian)
      #expect(try fixture.copy() == FetchFixture.content)
      #expect(fixture.calls().count == 3)
    }
  }

  @Test func saysWhyAptFailed() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("apt-get", "echo 'E: Failed to fetch it' >&2; exit 100")
      #expect(
        problem { try fixture.fetcher.fetch(debian) }.contains("(apt-get: Failed to fetch it)"))
    }
  }

  private let descriptions = FetchFixture.entry(
    FetchFixture.artifact(.packageDescriptions(language: "ja"), name: "descriptions.ja"))

  /// An `apt-get` that writes lists where it is told to.
  private func fakeLists(_ writing: String) -> String {
    """
    for word in "$@"; do
      case "$word" in Dir::State::Lists=*) lists=${word#*=} ;; esac
    done
    \(writing)
    """
  }

  @Test func fetchesTheDescriptionsOfPackages() throws {
    try FetchFixture.with { fixture in
      let writing = """
        printf 'the content ' > "$lists/a_main_i18n_Translation-ja"
        printf 'of the file\\n' > "$lists/b_main_i18n_Translation-ja"
        printf 'other' > "$lists/b_main_i18n_Translation-en"
        """
      try fixture.tool("apt-get", fakeLists(writing))
      try fixture.fetcher.fetch(descriptions)
      #expect(try fixture.copy() == FetchFixture.content)
      #expect(fixture.fetcher.cache.status(of: descriptions).notes.isEmpty)
      #expect(fixture.calls().allSatisfy { $0.contains("Acquire::Languages=ja") })
      try fixture.tool("apt-get", fakeLists(writing.replacing("content", with: "sense")))
      try fixture.fetcher.fetch(descriptions, again: true)
      #expect(try fixture.copy() == "the sense of the file\n")
      #expect(
        fixture.fetcher.cache.status(of: descriptions).notes
          == ["descriptions.ja of another day; accepted: apt verified its signature"])
      try fixture.tool("apt-get", fakeLists("exit 0"))
      #expect(
        problem { try fixture.fetcher.fetch(descriptions, again: true) }
          .contains("this release has no package descriptions in ja"))
    }
  }

  // MARK: Addresses

  @Test func putsPartsTogether() throws {
    try FetchFixture.with { fixture in
      let entry = FetchFixture.entry(
        FetchFixture.artifact(.parts(["https://example.org/1", "https://example.org/2"])))
      try fixture.tool("curl", "echo 'curl: (6) Could not resolve host' >&2; exit 6")
      #expect(problem { try fixture.fetcher.fetch(entry) }.contains("(6) Could not resolve host"))
      let script = """
        for word in "$@"; do
          case "$word" in
          */1) printf 'the content ' ;;
          */2) printf 'of the file\\n' ;;
          esac
        done
        """
      try fixture.tool("curl", script)
      try fixture.fetcher.fetch(entry)
      #expect(try fixture.copy() == FetchFixture.content)
      try fixture.tool("curl", script.replacing("*/2", with: "*/3"))
      #expect(problem { try fixture.fetcher.fetch(entry, again: true) }.contains("has SHA-256"))
    }
  }

  /// A `curl` that goes on with the output file from where it ends, like the real one, and writes
  /// at most `limit` bytes in one call.
  private func fakeCurl(content: String, limit: Int) -> String {
    """
    while [ "$1" != --output ]; do shift; done
    touch "$2"
    have=$(wc -c < "$2")
    printf '%s\\n' '\(content.dropLast())' | tail -c +$((have + 1)) | head -c \(limit) >> "$2"
    [ $(wc -c < "$2") -ge \(content.utf8.count) ] && exit 0
    echo 'curl: (18) transfer closed' >&2
    exit 18
    """
  }

  @Test func goesOnWithAnInterruptedDownload() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("curl", fakeCurl(content: FetchFixture.content, limit: 10))
      let part = fixture.dataFolder.appending(path: ".sample.partial/downloads/sample.bin.part")
      for size in [10, 20] {
        #expect(problem { try fixture.fetcher.fetch(url) }.contains("(18) transfer closed"))
        #expect(try Data(contentsOf: part).count == size)
      }
      try fixture.fetcher.fetch(url)
      #expect(try fixture.copy() == FetchFixture.content)
      #expect(fixture.calls().allSatisfy { $0.contains("--continue-at -") })
      #expect(try contents(of: fixture.dataFolder) == [".sample.lock", "sample"])
    }
  }

  @Test func startsAnewWhenTheBeginningIsOfAnotherFile() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("curl", fakeCurl(content: FetchFixture.content, limit: 1000))
      try fixture.write("nonsense", to: "cache/data/.sample.partial/downloads/sample.bin.part")
      try fixture.fetcher.fetch(url)
      #expect(try fixture.copy() == FetchFixture.content)
      #expect(fixture.calls().count == 2)
    }
  }

  @Test(arguments: [33, 36, 22])
  func startsAnewWhenTheServerCannotResume(status: Int) throws {
    try FetchFixture.with { fixture in
      try fixture.tool(
        "curl",
        """
        while [ "$1" != --output ]; do shift; done
        if [ -e "$2" ]; then echo 'curl: error: 416' >&2; exit \(status); fi
        printf '%s\\n' '\(FetchFixture.content.dropLast())' > "$2"
        """)
      try fixture.write("the con", to: "cache/data/.sample.partial/downloads/sample.bin.part")
      try fixture.fetcher.fetch(url)
      #expect(try fixture.copy() == FetchFixture.content)
    }
  }

  @Test func refusesAnAddressWithAnotherContent() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("curl", fakeCurl(content: "<html>log in first</html>\n", limit: 1000))
      let message = problem { try fixture.fetcher.fetch(url) }
      #expect(message.contains("https://example.org/sample (has SHA-256"))
      #expect(fixture.calls().count == 1)
      #expect(try contents(of: fixture.dataFolder) == [".sample.lock"])
    }
  }

  /// A server does not fill the disk.
  @Test func endsADownloadThatDoesNotEnd() throws {
    try FetchFixture.with { fixture in
      try fixture.tool(
        "curl",
        """
        while [ "$1" != --output ]; do shift; done
        head -c 2000000 /dev/zero >> "$2"
        exec sleep 60
        """)
      let message = problem { try fixture.fetcher.fetch(url) }
      #expect(message.contains("the server sends more than"), "\(message)")
      #expect(fixture.calls().allSatisfy { $0.contains("--globoff") })
      #expect(try contents(of: fixture.dataFolder) == [".sample.lock"])
    }
  }

  @Test func aFinishedDownloadIsNotFetchedAgain() throws {
    try FetchFixture.with { fixture in
      try fixture.write(
        FetchFixture.content, to: "cache/data/.sample.partial/downloads/sample.bin")
      try fixture.fetcher.fetch(url)
      #expect(try fixture.copy() == FetchFixture.content)
      #expect(fixture.calls().isEmpty)
    }
  }

  @Test func comparesWhatAGzipFileHolds() throws {
    let plain = try Fixture.bytes("images.idx")
    let artifact = Artifact(
      name: "images.idx.gz", byteCount: 100, digest: .gunzipped(SHA256.hex(of: Data(plain))),
      sources: [])
    let entry = FetchFixture.entry(artifact) { assembly in
      try assembly.gunzip("images.idx.gz", as: "copy", limit: plain.count)
    }
    try FetchFixture.with { fixture in
      for name in ["images.idx.gz", "images.idx"] {
        try fixture.fetcher.fetch(entry, from: Fixture.url(name), again: true)
        let copy = fixture.dataFolder.appending(path: "sample/copy")
        #expect(try InputFile(copy).allBytes() == plain)
      }
    }
  }
}
