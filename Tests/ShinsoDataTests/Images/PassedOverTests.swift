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
