import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct ImageListTests {
  private func picture(_ shade: UInt8) throws -> [UInt8] {
    try Image(width: 6, height: 4, filledWith: shade).pngBytes()
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "none"
    } catch { return "\(error)" }
  }

  @Test func readsEveryForm() throws {
    try ImageFixtures.withTemporaryFolder { root in
      for name in ["a b.png", "c.png"] {
        try Data(try picture(1)).write(to: root.appending(path: name))
      }
      for (name, text) in [
        ("spaces.txt", "# comment\na b.png 10\nc.png 9\n"),
        ("table.csv", "file,label\n\"a b.png\",10\nc.png,9"),
        ("tabs.tsv", "a b.png\t10\r\n\r\nc.png\t9\r\n"),
      ] {
        let url = root.appending(path: name)
        try Data(text.utf8).write(to: url)
        let folder = try ImageFolder(list: url)
        #expect(folder.classNames == ["9", "10"], "\(name)")
        #expect(folder.items.map(\.label) == [1, 0])
        #expect(folder.items.map(\.url.lastPathComponent) == ["a b.png", "c.png"])
      }
      let url = root.appending(path: "list.txt")
      try Data("missing.png 1".utf8).write(to: url)
      #expect(
        problem { _ = try ImageFolder(list: url) }.hasSuffix(
          "lists 'missing.png', which does not exist"))
      try Data("word".utf8).write(to: url)
      #expect(problem { _ = try ImageFolder(list: url) }.contains("line 1 is not `path label`"))
      try Data("c.png x".utf8).write(to: url)
      #expect(
        problem { _ = try ImageFolder(list: url, requireClasses: 2) }.contains("2 are needed"))
    }
  }

  @Test func aFirstLineThatIsNoHeader() throws {
    try ImageFixtures.withTemporaryFolder { root in
      for name in ["name.png", "b.png", "id.png"] {
        try Data(try picture(1)).write(to: root.appending(path: name))
      }
      let url = root.appending(path: "l.csv")
      // The image is there, under a name that columns have.
      try Data("name,cat\nb,dog\n".utf8).write(to: url)
      #expect(try ImageFolder(list: url).classNames == ["cat", "dog"])
      // A class has such a name.
      try Data("id,species\nb,species\n".utf8).write(to: url)
      #expect(try ImageList.lines(of: url).count == 2)
      // A folder has the name of a column.
      try Data("images,label\nb,x\n".utf8).write(to: url)
      try FileManager.default.createDirectory(
        at: root.appending(path: "images"), withIntermediateDirectories: false)
      #expect(try ImageFolder(list: url).classNames == ["x"])
    }
  }

  @Test func headersColumnsAndCommas() throws {
    try ImageFixtures.withTemporaryFolder { root in
      for name in ["a, b.png", "a.png", "c.png", "#1.png"] {
        try Data(try picture(1)).write(to: root.appending(path: name))
      }
      for (name, text) in [
        ("kaggle.csv", "id,breed\nc,x\na,y\n"), ("windows.csv", "image,class\n.\\c.png,x\na.png,y"),
        ("wide.csv", "filename,width,height,class,split\nc.png,6,4,x,1\na.png,6,4,y,1\n"),
        ("turned.csv", "x,c.png\ny,a.png\n"), ("semicolon.csv", "file;label\nc.png;x\na.png;y\n"),
        ("trailing.csv", "c.png,x,\na.png,y,\n"),
        ("words.csv", "\"file name\",\"the label\",\"split\"\nc.png,x,1\na.png,y,1\n"),
        ("guess.csv", "image,flower,split\nc.png,x,1\na.png,y,1\n"),
        ("bare.csv", "c.png,x,320\na.png,y,200\n"), ("late.csv", "1,c.png,x\n2,a.png,y\n"),
      ] {
        let url = root.appending(path: name)
        try Data(text.utf8).write(to: url)
        let folder = try ImageFolder(list: url)
        #expect(folder.classNames == ["x", "y"], "\(name)")
        #expect(folder.items.map(\.url.lastPathComponent) == ["c.png", "a.png"], "\(name)")
      }
      let several = root.appending(path: "several.csv")
      try Data("image,p,q,split\nc.png,1,0,a\na.png,0,1.0,b\n".utf8).write(to: several)
      #expect(try ImageList.lines(of: several).map(\.label) == ["p", "q"])
      try Data("image,p,q\nc.png,1,0\na.png,1,1\n".utf8).write(to: several)
      #expect(problem { _ = try ImageFolder(list: several) }.contains("line 3 names 2 of them"))
      let comma = root.appending(path: "comma.txt")
      try Data("a, b.png 0\n# c.png 5\n#1.png 2\nc.png 1\n".utf8).write(to: comma)
      let folder = try ImageFolder(list: comma)
      #expect(folder.items.map(\.url.lastPathComponent) == ["a, b.png", "#1.png", "c.png"])
      #expect(folder.classNames == ["0", "1", "2"])
    }
  }

  @Test func labelsThatOnlyLookAlikeStayApart() throws {
    try ImageFixtures.withTemporaryFolder { root in
      try Data(try picture(1)).write(to: root.appending(path: "c.png"))
      let url = root.appending(path: "list.txt")
      try Data("c.png \u{E9}\nc.png e\u{301}\n".utf8).write(to: url)
      #expect(try ImageFolder(list: url).classNames.count == 2)
    }
  }

  /// A list that was made for another machine's folders.
  @Test func picturesInAnotherFolder() throws {
    try ImageFixtures.withTemporaryFolder { root in
      let photos = root.appending(path: "photos")
      try photos.write(try picture(1), to: "sub/a.png")
      try photos.write(try picture(2), to: "b.png")
      try photos.write(try picture(3), to: "dog/c.png")
      let url = try root.write(
        Array("x/sub/a.png\tcat\nx/y/b.png\tdog\nx/c.png\tdog\nx/d.png\tdog\nx/e.png\tcow\n".utf8),
        to: "list.txt")
      let list = try ImageFolder(list: url, root: photos)
      // No picture of a cow is there.
      #expect(list.classNames == ["cat", "dog"])
      #expect(list.items.map(\.label) == [0, 1, 1])
      #expect(try list.items.map { try Image(contentsOf: $0.url).pixels[0] } == [1, 2, 3])
      #expect(
        problem { _ = try ImageFolder(list: url, root: root, requireClasses: 2) }
          .contains("has only 0 of its 5 pictures in"))
      #expect(problem { _ = try ImageFolder(list: url) }.contains("which does not exist"))
    }
  }

  /// A byte order mark belongs to no path, and only a table has a head.
  @Test func marksAndHeads() throws {
    try ImageFixtures.withTemporaryFolder { root in
      for name in ["c.png", "class"] {
        try Data(try picture(1)).write(to: root.appending(path: name))
      }
      let url = root.appending(path: "list.txt")
      try Data("\u{FEFF}c.png class\nclass label\n".utf8).write(to: url)
      let list = try ImageFolder(list: url)
      #expect(list.items.map(\.url.lastPathComponent) == ["c.png", "class"])
      #expect(list.classNames == ["class", "label"])
      let table = root.appending(path: "table.csv")
      try Data("\u{FEFF}path,Label\nc.png,1\n".utf8).write(to: table)
      #expect(try ImageFolder(list: table).classNames == ["1"])
    }
  }

  @Test func theOrderOfClassesDependsOnTheirNamesAlone() throws {
    try ImageFixtures.withTemporaryFolder { root in
      try Data(try picture(1)).write(to: root.appending(path: "c.png"))
      let url = root.appending(path: "list.txt")
      for (labels, expected) in [
        (["10", "9", "09"], ["09", "9", "10"]), (["10", "x", "9"], ["10", "9", "x"]),
      ] {
        for order in [labels, labels.reversed()] {
          try Data(order.map { "c.png \($0)\n" }.joined().utf8).write(to: url)
          #expect(try ImageFolder(list: url).classNames == expected)
        }
      }
    }
  }

  @Test(arguments: [false, true]) func readsArchivesWithoutUnpacking(isInOneFolder: Bool) throws {
    try ImageFixtures.withTemporaryFolder { root in
      let outer = isInOneFolder ? "all/" : ""
      let zip = root.appending(path: "photos.zip")
      try ZipWriter.write(to: zip) { archive in
        for (name, shade) in [("cat/1.png", 10), ("cat/deep/2.png", 20), ("dog/3.png", 30)] {
          try archive.add(outer + name, try picture(UInt8(shade)), compressed: true)
        }
        try archive.add(outer + "notes.txt/none", Array("x".utf8), compressed: false)
      }
      let folder = try ImageFolder(zip, classes: ["cat", "dog"])
      #expect(folder.classNames == ["cat", "dog"] && folder.items.map(\.label) == [0, 0, 1])
      let shades = try folder.items.map { try Image(contentsOf: $0.url).pixels[0] }
      #expect(shades == [10, 20, 30])
      let statistics = ImageStatistics(folder)
      #expect(statistics.pictures == 3 && statistics.width.median == 6)
      #expect(abs(statistics.mean[0] - 20.0 / 255) < 1e-9)
      // A list may lead into an archive.
      let list = root.appending(path: "list.txt")
      try Data("photos.zip/\(outer)dog/3.png 0\n".utf8).write(to: list)
      let listed = try ImageFolder(list: list)
      #expect(try Image(contentsOf: listed.items[0].url).pixels[0] == 30)
      #expect(
        problem { _ = try Image(contentsOf: zip.appending(path: "cat/9.png")) }
          .contains("has no entry"))
    }
  }

  @Test func statisticsNameDamagedFiles() throws {
    try ImageFixtures.withTemporaryFolder { root in
      for (name, bytes) in [
        ("a/1.png", try picture(255)), ("a/2.png", try picture(255)), ("b/3.png", [1, 2, 3]),
      ] {
        let url = root.appending(path: name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
      }
      let statistics = ImageStatistics(try ImageFolder(root))
      #expect(statistics.pictures == 2 && statistics.duplicates == 1)
      #expect(statistics.damaged.map { URL(filePath: $0.file).lastPathComponent } == ["3.png"])
      #expect(
        statistics.mean == [1, 1, 1] && statistics.standardDeviation.allSatisfy { $0 < 1e-6 })
      #expect(statistics.classes.map(\.pictures) == [2, 0])
    }
  }

  @Test func decodedPicturesAreKept() throws {
    try ImageFixtures.withTemporaryFolder { root in
      let url = root.appending(path: "1.png")
      try Data(try picture(200)).write(to: url)
      let preprocessing = ImagePreprocessing(
        width: 4, height: 4, shortSide: nil, interpolation: .bilinear,
        normalization: ImageNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1]))
      func values(_ dataset: ImageDataset) throws -> Float {
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: 48)
        defer { values.deallocate() }
        var generator = SplitMix64(seed: 1)
        try dataset.write(0, into: values, using: &generator)
        return values[0]
      }
      func dataset(_ budget: Int, _ augmentation: (any ImageTransform)? = nil) -> ImageDataset {
        ImageDataset(
          items: [(url, 0)], classNames: ["a"], preprocessing: preprocessing,
          augmentation: augmentation, cacheBudget: budget)
      }
      let (kept, notKept, changed) = (dataset(48), dataset(47), dataset(1_000, Cutout(size: 90)))
      for dataset in [kept, notKept] { #expect(try values(dataset) == 200.0 / 255) }
      #expect(try values(changed) == 128.0 / 255)
      try FileManager.default.removeItem(at: url)
      #expect(try values(kept) == 200.0 / 255)
      #expect(try values(changed) == 128.0 / 255)
      #expect(throws: InputError.self) { try values(notKept) }
    }
  }
}
