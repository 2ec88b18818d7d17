import Foundation
import ShinsoTensor

/// The names in a folder. Foundation repairs names that are not UTF-8, and the repaired ones lead nowhere.
package enum FolderListing {
  /// All names but `.` and `..`, sorted by their bytes.
  ///
  /// - Throws: `InputError` if the folder cannot be read, or a name in it is not UTF-8.
  package static func names(in folder: URL) throws -> [String] {
    try names(in: folder) { throw $0 }
  }

  /// - Parameter problem: called for each name that is not UTF-8; it is left out unless this throws.
  package static func names(
    in folder: URL, problem: (InputError) throws -> Void
  ) throws -> [String] {
    guard let stream = opendir(folder.path) else {
      throw InputError(
        folder.path,
        errno == ENOENT
          ? "the folder does not exist" : "this folder cannot be read; check its permissions")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { break }
      // An entry is shorter than its type says.
      let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
      let bytes = Array(UnsafeBufferPointer(start: start, count: strlen(start)))
      guard let name = String(validating: bytes, as: UTF8.self) else {
        try problem(
          InputError(
            folder.appending(path: escaped(bytes)).path,
            "has a name that is not UTF-8; rename it, or convert all names: convmv -r"))
        continue
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sortedByBytes()
  }

  /// The bytes that are no ASCII in hexadecimal digits.
  private static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      byte < 0x80
        ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
