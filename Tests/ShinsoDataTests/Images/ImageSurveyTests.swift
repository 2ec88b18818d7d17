import Foundation
import ShinsoFormats
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ImageSurveyTests {
  private func withFolder(_ names: [String], _ body: (URL) throws -> Void) throws {
    let picture = Data(try Image(width: 3, height: 2).pngBytes())
    try ImageFixtures.withTemporaryFolder { root in
      for name in names {
        let url = root.appending(path: name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try picture.write(to: url)
      }
      try body(root)
    }
  }

  private func link(_ url: URL, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
  }

  @Test func goesOnAfterEveryProblem() throws {
    try withFolder(["a/1.png", "a/deep/2.png", "b/3.png", "c/notes.txt"]) { root in
      try link(root.appending(path: "a/4.png"), to: "nowhere")
      try link(root.appending(path: "a/more"), to: "more")
      try link(root.appending(path: "d"), to: "nowhere")
      let survey = try ImageSurvey(root)
      #expect(survey.folder.classNames == ["a", "b", "c"])
      #expect(survey.folder.items.map(\.label) == [0, 0, 1])
      #expect(
        survey.problems.map { $0.subject.dropFirst(root.path.count + 1) }
          == ["d", "a/4.png", "a/more", "c"])
      #expect(survey.problems.prefix(3).allSatisfy { $0.problem.hasPrefix("is a broken link") })
      let last = try #require(survey.problems.last)
      #expect(last.problem.hasPrefix("contains no JPEG, PNG or WebP images"))
      let statistics = ImageStatistics(survey.folder, problems: survey.problems)
      #expect(statistics.pictures == 3 && statistics.damaged.count == 4)
      #expect(statistics.classes.map(\.pictures) == [2, 1, 0])
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root can read every folder"))
  func goesOnAfterAFolderThatCannotBeRead() throws {
    try withFolder(["a/1.png", "a/deep/2.png"]) { root in
      let deep = root.appending(path: "a/deep")
      try #require(chmod(deep.path, 0) == 0)
      defer { chmod(deep.path, 0o755) }
      let survey = try ImageSurvey(root)
      #expect(survey.folder.items.count == 1 && survey.problems.map(\.subject) == [deep.path])
    }
  }

  @Test func goesOnAfterAPictureThatAListLacks() throws {
    try withFolder(["1.png"]) { root in
      let url = root.appending(path: "list.txt")
      try Data("1.png a\n2.png b\n".utf8).write(to: url)
      let survey = try ImageSurvey(url)
      #expect(survey.folder.classNames == ["a", "b"] && survey.folder.items.count == 1)
      #expect(survey.problems.map(\.subject) == [root.appending(path: "2.png").path])
    }
  }

  @Test func takesPicturesWithoutClasses() throws {
    try withFolder(["1.png", "2.png", "notes/read.me"]) { root in
      let survey = try ImageSurvey(root)
      #expect(survey.folder.classNames == [root.lastPathComponent])
      #expect(survey.folder.items.map(\.url.lastPathComponent) == ["1.png", "2.png"])
      #expect(survey.problems.isEmpty)
      let zip = root.appending(path: "photos.zip")
      try ZipWriter.write(to: zip) { try $0.add("1.png", [1]) }
      #expect(try ImageSurvey(zip).folder.items.count == 1)
      let empty = root.appending(path: "notes")
      let error = #expect(throws: InputError.self) { try ImageSurvey(empty) }
      #expect(error?.problem == "contains no JPEG, PNG or WebP images")
    }
  }
}
