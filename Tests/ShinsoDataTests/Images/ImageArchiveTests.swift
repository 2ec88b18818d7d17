import Foundation
import ShinsoFormats
import ShinsoTensor
import Testing

@testable import ShinsoData

/// Folders of pictures in archives.
@Suite struct ImageArchiveTests {
  /// A zip archive with these files, the pictures all alike.
  private func withArchive(_ names: [String], _ body: (URL) throws -> Void) throws {
    let picture = try Image(width: 3, height: 2).pngBytes()
    try ImageFixtures.withTemporaryFolder { root in
      let url = root.appending(path: "photos.zip")
      try ZipWriter.write(to: url) { archive in
        for name in names { try archive.add(name, name.hasSuffix(".png") ? picture : [1, 2]) }
      }
      try body(url)
    }
  }

  private func paths(_ folder: ImageFolder, _ root: URL) -> [String] {
    folder.items.map { String($0.url.path.dropFirst(root.path.count + 1)) }
  }

  @Test func emptyClassesAreErrorsAsInAFolder() throws {
    try withArchive(["a/1.png", "b/"]) { url in
      let error = #expect(throws: InputError.self) { try ImageFolder(url) }
      #expect(error?.problem.contains("no JPEG, PNG or WebP images") == true)
    }
  }

  /// As macOS packs a folder: attributes in files of their own, and other litter.
  @Test func passesOverWhatMacOSAdds() throws {
    try withArchive([
      "photos/.DS_Store", "photos/cat/1.png", "photos/cat/.hidden.png", "photos/dog/2.png",
      "__MACOSX/._photos", "__MACOSX/photos/cat/._1.png", "__MACOSX/photos/dog/2.png",
    ]) { url in
      let folder = try ImageFolder(url)
      #expect(folder.classNames == ["cat", "dog"])
      #expect(paths(folder, url) == ["photos/cat/1.png", "photos/dog/2.png"])
    }
  }

  @Test(
    arguments: [
      (["README.txt", "all/LICENSE", "all/cat/1.png", "all/dog/2.png"], ["cat", "dog"]),
      (["a/b/c/cat/1.png", "a/b/c/dog/deep/2.png"], ["cat", "dog"]),
      (["cat/1.png", "dog/2.png"], ["cat", "dog"]),
      (["a/cat/1.png", "b/cat/2.png"], ["a", "b"]),
      (["all/1.png"], ["all"]),
    ] as [([String], [String])])
  func findsTheFolderOfTheClasses(names: [String], classes: [String]) throws {
    try withArchive(names) { url in
      let folder = try ImageFolder(url)
      #expect(folder.classNames == classes)
      #expect(folder.items.count == names.count { $0.hasSuffix(".png") })
    }
  }

  @Test func duplicates() throws {
    try withArchive(["a/1.png", "b/2.png", "b/3.png", "a/4.txt"]) { url in
      #expect(throws: InputError.self) { try ImageFolder(url, dropDuplicates: true) }
      let single = try ImageFolder(url, classes: ["b"], dropDuplicates: true)
      #expect(paths(single, url) == ["b/2.png"])
    }
  }

  @Test func filesTooLargeForAPictureAreNotRead() throws {
    try ImageFixtures.withTemporaryFolder { root in
      let url = root.appending(path: "x.jpg")
      for size in [1 << 30, 1 << 40] {
        try Data().write(to: url)
        try #require(truncate(url.path, off_t(size)) == 0)
        let error = #expect(throws: InputError.self) { try Image(contentsOf: url) }
        #expect(error?.subject == url.path && error?.problem.hasPrefix("has \(size) bytes") == true)
      }
      for name in ["list.txt", "table.csv"] {
        let file = root.appending(path: name)
        try FileManager.default.moveItem(at: url, to: file)
        #expect(throws: InputError.self) { try ImageFolder(list: file) }
        #expect(throws: InputError.self) { try CSV(file) }
        try FileManager.default.moveItem(at: file, to: url)
      }
    }
  }
}
