import Foundation
import Testing

@testable import ShinsoFormats

@Suite struct ArtifactTests {
  @Test func findsADebianPackageUnderTheNameThatAptGivesIt() throws {
    let artifact = FetchFixture.artifact(name: "sample_1.0-1_all.deb")
    try FetchFixture.with { fixture in
      let file = try fixture.write("x", to: "given/sample_1%3a1.0-1_all.deb")
      let folder = file.deletingLastPathComponent()
      #expect(artifact.localFile(at: folder, isOnly: false).path == file.path)
      #expect(artifact.localFile(at: file, isOnly: false).path == file.path)
    }
  }

  @Test func looksBesideAGivenFileOfAnotherName() throws {
    try FetchFixture.with { fixture in
      let other = try fixture.write("x", to: "given/other.bin")
      let artifact = FetchFixture.artifact()
      #expect(artifact.localFile(at: other, isOnly: true).path == other.path)
      #expect(
        artifact.localFile(at: other, isOnly: false).path == fixture.folder.path
          + "/given/sample.bin")
    }
  }
}
