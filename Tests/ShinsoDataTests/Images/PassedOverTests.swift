import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct PassedOverTests {
  @Test func otherTypesAndWhatLiesBesideAreCounted() throws {
    try withFolder { folder in
      try folder.touch(
        "a/1.jfif", "a/2.JPE", "a/3.webp", "a/4.bmp", "a/5.GIF", "a/notes.txt", "b/1.png",
        "logo.png",
        "scan.tiff", ".hidden.bmp")
      let found = try ImageFolder(folder)
      #expect(found.items.map(\.url.lastPathComponent) == ["1.jfif", "2.JPE", "3.webp", "1.png"])
      let survey = try ImageSurvey(folder)
      #expect(survey.folder == found)
      #expect(
        survey.passedOver.text
          == "2 images of types that are not read (1 .bmp, 1 .gif) and 2 images beside the class "
          + "folders")
      // What `features` takes is the same.
      #expect(try ImageFolder(of: folder) == found)
    }
  }

  @Test func aClassOfOtherTypesAlone() throws {
    try withFolder { folder in
      try folder.touch("a/1.bmp", "b/1.png")
      let error = #expect(throws: InputError.self) { try ImageFolder(folder) }
      #expect(error?.problem.contains("no JPEG, PNG or WebP images (but 1 .bmp)") == true)
    }
  }

  @Test func imagesAreRecognizedByTheirContents() throws {
    let picture = try Image(width: 3, height: 2).pngBytes()
    try withFolder { folder in
      for path in ["a/photo1", "a/y.jpg_large", "b/z.png~"] {
        try folder.write(picture, to: path)
      }
      try folder.write(Array("GIF89a".utf8), to: "b/picture")
      try folder.write(Array("BMW and other makers".utf8), to: "b/list")
      let found = try ImageFolder(folder)
      #expect(found.items.map(\.url.lastPathComponent) == ["photo1", "y.jpg_large", "z.png~"])
      let survey = try ImageSurvey(folder)
      #expect(survey.folder == found)
      #expect(survey.passedOver.types == ["gif": 1])
    }
  }

  @Test func theHintIsOfTheClassItself() throws {
    try withFolder { folder in
      try folder.touch("a/1.bmp", "a/1.png", "b/notes.txt")
      let error = #expect(throws: InputError.self) { try ImageFolder(folder) }
      #expect(
        error?.problem == "contains no JPEG, PNG or WebP images; add some or remove the folder")
    }
  }

  @Test func moreBesideThanInTheClassFolders() throws {
    try withFolder { folder in
      try folder.touch("1.png", "2.png", "3.png", "old/4.png")
      let found = try ImageFolder(of: folder)
      #expect(found.items.map(\.url.lastPathComponent) == ["1.png", "2.png", "3.png"])
      #expect(found.classNames == [""])
      try folder.touch("old/5.png", "old/6.png")
      #expect(try ImageFolder(of: folder) == ImageFolder(folder))
    }
  }

  @Test func classesWithoutImagesInTestData() throws {
    try withFolder { folder in
      try folder.touch("a/1.png", "c/2.png")
      try FileManager.default.createDirectory(
        at: folder.appending(path: "b"), withIntermediateDirectories: false)
      #expect(throws: InputError.self) { try ImageFolder(folder) }
      let found = try ImageFolder(folder, skipsEmptyClasses: true)
      #expect(found.classNames == ["a", "c"] && found.items.map(\.label) == [0, 1])
    }
  }

  @Test func aNoteWithAnOddName() throws {
    try withFolder { folder in
      try folder.touch("a/1.png", "b/2.png", "b/old")
      let name = Array(folder.path.utf8) + Array("/b/caf".utf8) + [0xE9] + Array(".txt".utf8) + [0]
      let made = name.withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          rename(folder.path + "/b/old", $0.baseAddress!)
        }
      }
      // Some file systems take no such names.
      guard made == 0 else { return }
      #expect(try ImageFolder(folder).items.count == 2)
    }
  }

  /// Foundation repairs such names, and then they lead nowhere.
  @Test func namesThatAreNotUTF8() throws {
    try withFolder { folder in
      try folder.touch("a/1.png")
      try #require(mkdir(folder.path + "/caf", 0o777) == 0)
      let name = Array(folder.path.utf8) + Array("/caf".utf8) + [0xE9, 0]
      let made = name.withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { rename(folder.path + "/caf", $0.baseAddress!) }
      }
      // Some file systems take no such names.
      guard made == 0 else { return }
      let error = #expect(throws: InputError.self) { try ImageFolder(folder) }
      #expect(error?.subject.hasSuffix("caf\\xE9") == true)
      #expect(try ImageSurvey(folder).problems.map(\.subject) == [error?.subject])
    }
  }
}
