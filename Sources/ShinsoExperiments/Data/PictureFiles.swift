import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The picture files that `--sample` names.
enum PictureFiles {
  /// Files as they are, folders by the pictures in them and in the folders below.
  ///
  /// - Throws: `InputError` for a name that leads nowhere, or a folder without pictures.
  static func expanded(_ samples: [String]) throws -> [URL] {
    try samples.flatMap { sample -> [URL] in
      let url = URL(filePath: sample)
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      guard exists || PackedFile.exists(url) else { throw InputError(sample, "no such file") }
      guard isFolder.boolValue else { return [url] }
      let pictures = try ImageSearch.files(below: url)
      if pictures.isEmpty { throw InputError(sample, "holds no JPEG, PNG or WebP files") }
      return pictures
    }
  }
}
