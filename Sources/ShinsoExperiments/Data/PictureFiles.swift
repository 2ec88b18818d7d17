import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The picture files that `--sample` names.
enum PictureFiles {
  /// Files as they are, folders and archives by the pictures in them and in the folders below.
  ///
  /// - Throws: `InputError` for a name that leads nowhere, or a folder without pictures.
  static func expanded(_ samples: [String]) throws -> [URL] { try samples.flatMap(expanded) }

  /// The same pictures. Of several, those that cannot be read are left out, each with an error line; see
  /// ``SampleProblems``.
  ///
  /// - Throws: `InputError` if none can be read.
  static func readable(_ samples: [String]) throws -> [URL] {
    var problems: [InputError] = []
    func trying<Result>(_ body: () throws -> Result) throws -> Result? {
      do { return try body() } catch let error as InputError {
        problems.append(error)
        return nil
      }
    }
    var pictures: [URL] = []
    for sample in samples { pictures += try trying { try expanded(sample) } ?? [] }
    if pictures.count == 1, problems.isEmpty { return pictures }
    // All are decoded before a network takes many at once.
    pictures = try pictures.filter { url in
      try trying { _ = try Image(contentsOf: url) } != nil
    }
    if pictures.isEmpty, let last = problems.popLast() {
      for problem in problems { SampleProblems.note(problem) }
      throw last
    }
    for problem in problems { SampleProblems.note(problem) }
    return pictures
  }

  private static func expanded(_ sample: String) throws -> [URL] {
    let url = URL(filePath: sample)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    guard exists || PackedFile.exists(url) else { throw InputError(sample, "no such file") }
    let isArchive = try exists && !isFolder.boolValue && PackedFile.files(below: url) != nil
    guard isFolder.boolValue || isArchive else { return [url] }
    let pictures = try ImageSearch.files(below: url)
    if pictures.isEmpty { throw InputError(sample, "holds no JPEG, PNG or WebP files") }
    return pictures
  }
}
