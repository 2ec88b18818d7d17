import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ImageFolderTests {
  /// A folder with `files` (path, contents); nil contents: an empty folder.
  private func withFolder(
    _ files: [(String, String?)], _ body: (URL) throws -> Void
  ) throws {
    try ImageFixtures.withTemporaryFolder { root in
      for (path, contents) in files {
        let url = root.appending(path: path)
        let folder = contents == nil ? url : url.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let contents { try Data(contents.utf8).write(to: url) }
      }
      try body(root)
    }
  }

  private func link(_ url: URL, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
  }

  private func paths(_ folder: ImageFolder, _ root: URL) -> [String] {
    folder.items.map { String($0.url.path.dropFirst(root.path.count + 1)) }
  }

  @Test func findsPicturesByClass() throws {
    try withFolder([
      ("dog/b.JPG", "1"), ("dog/a.jpeg", "2"), ("dog/deep/er/c.Png", "3"), ("dog/notes.txt", "4"),
      ("dog/.hidden.jpg", "5"), ("Cat/x.png", "6"), ("Cat/.cache/y.png", "7"), (".git/z.png", "8"),
      ("top.jpg", "9"), ("ähnlich/ß.jpg", "10"),
    ]) { root in
      let folder = try ImageFolder(root)
      #expect(folder.classNames == ["Cat", "dog", "ähnlich"])
      #expect(
        paths(folder, root) == [
          "Cat/x.png", "dog/a.jpeg", "dog/b.JPG", "dog/deep/er/c.Png", "ähnlich/ß.jpg",
        ])
      #expect(folder.items.map(\.label) == [0, 1, 1, 1, 2])
    }
  }

  @Test func someClassesOnly() throws {
    try withFolder([("a/1.png", "1"), ("b/2.png", "2"), ("c/3.png", "3")]) { root in
      let folder = try ImageFolder(root, classes: ["c", "a"])
      #expect(folder.classNames == ["a", "c"])
      #expect(folder.items.map(\.label) == [0, 1])
      let error = #expect(throws: InputError.self) { try ImageFolder(root, classes: ["a", "d"]) }
      #expect(error?.problem.contains("d") == true)
    }
  }

  @Test func linksAndDuplicates() throws {
    try withFolder([
      ("a/1.png", "same"), ("a/2.png", "same"), ("a/3.png", "else"), ("b/4.png", "same"),
      ("b/5.png", "longer"),
    ]) { root in
      try link(root.appending(path: "b/6.png"), to: "../a/3.png")
      try link(root.appending(path: "b/more"), to: "../a")
      let all = try ImageFolder(root)
      #expect(
        paths(all, root) == [
          "a/1.png", "a/2.png", "a/3.png", "b/4.png", "b/5.png", "b/6.png", "b/more/1.png",
          "b/more/2.png", "b/more/3.png",
        ])
      let plain = try ImageFolder(root, dropLinks: true)
      #expect(
        paths(plain, root) == ["a/1.png", "a/2.png", "a/3.png", "b/4.png", "b/5.png"])
      let single = try ImageFolder(root, dropDuplicates: true)
      #expect(paths(single, root) == ["a/1.png", "a/3.png", "b/5.png"])
    }
  }

  @Test func linksInCirclesEnd() throws {
    try withFolder([("a/deep/1.png", "1"), ("b/2.png", "2")]) { root in
      try link(root.appending(path: "a/deep/up"), to: "..")
      try link(root.appending(path: "b/self"), to: ".")
      #expect(paths(try ImageFolder(root), root) == ["a/deep/1.png", "b/2.png"])
    }
  }

  /// Each of twenty folders leads to all others: there are more ways through them than stars.
  @Test func aFolderThatManyLinksLeadToIsReadOnce() throws {
    let names = (10..<30).map(String.init)
    try withFolder(names.map { ("a/\($0)/\($0).png", "1") }) { root in
      for from in names {
        for to in names where to != from {
          try link(root.appending(path: "a/\(from)/to\(to)"), to: "../\(to)")
        }
      }
      let found = try ImageFolder(root).items.map(\.url.lastPathComponent)
      #expect(found.sorted() == names.map { $0 + ".png" })
    }
  }

  @Test func brokenLinksAreErrors() throws {
    try withFolder([("a/1.png", "1")]) { root in
      let broken = root.appending(path: "a/2.jpg")
      try link(broken, to: "nowhere.jpg")
      let error = #expect(throws: InputError.self) { try ImageFolder(root) }
      #expect(error?.subject == broken.path)
      #expect(error?.problem.contains("broken link") == true)
      #expect(try ImageFolder(root, dropLinks: true).items.count == 1)
    }
  }

  @Test(
    arguments: [
      ([], "no class folders"),
      ([("1.png", "1")], "no class folders"),
      ([("a/1.png", "1")], "only one class, a"),
      ([("a/1.png", "1"), ("b", nil)], "no JPEG, PNG or WebP"),
      ([("a/1.png", "1"), ("b/2.txt", "2")], "no JPEG, PNG or WebP"),
    ] as [([(String, String?)], String)])
  func foldersWithoutEnoughAreErrors(files: [(String, String?)], word: String) throws {
    try withFolder(files) { root in
      let error = #expect(throws: InputError.self) { try ImageFolder(root, requireClasses: 2) }
      #expect(error?.problem.contains(word) == true, "\(error?.problem ?? "no error")")
      #expect(error?.subject.hasPrefix(root.path) == true)
    }
  }

  @Test func noFolderIsAnError() throws {
    try withFolder([("file", "1")]) { root in
      for name in ["nowhere", "file"] {
        let url = root.appending(path: name)
        let error = #expect(throws: InputError.self) { try ImageFolder(url) }
        #expect(error?.subject == url.path)
      }
    }
  }

  private func folder(_ counts: [Int]) -> ImageFolder {
    ImageFolder(
      classNames: counts.indices.map { "class\($0)" },
      items: counts.enumerated().flatMap { label, count in
        (0..<count).map { .init(url: URL(fileURLWithPath: "/\(label)/\($0).png"), label: label) }
      })
  }

  @Test func splitIsStratifiedAndComplete() {
    let whole = folder([10, 1, 2, 53])
    let (training, heldOut) = whole.split(heldOut: 0.2, seed: 1)
    #expect((0..<4).map { label in heldOut.items.count { $0.label == label } } == [2, 0, 1, 11])
    #expect(Set(training.items).isDisjoint(with: heldOut.items))
    #expect(Set(training.items).union(heldOut.items) == Set(whole.items))
    #expect(training.classNames == whole.classNames && heldOut.classNames == whole.classNames)
    #expect(whole.split(heldOut: 0, seed: 1).heldOut.items.isEmpty)
    #expect(whole.split(heldOut: 0.99, seed: 1).training.items.count == 4)
  }

  @Test func splitNeverChanges() {
    let whole = folder([10, 8])
    let heldOut = whole.split(heldOut: 0.25, seed: 42).heldOut
    #expect(heldOut == whole.split(heldOut: 0.25, seed: 42).heldOut)
    #expect(heldOut != whole.split(heldOut: 0.25, seed: 43).heldOut)
    #expect(
      heldOut.items.map(\.url.path) == ["/0/1.png", "/0/5.png", "/0/9.png", "/1/1.png", "/1/6.png"])
  }
}
