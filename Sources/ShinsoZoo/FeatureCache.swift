import Foundation
import ShinsoFormats
import ShinsoTensor

/// Features that a network once computed, by the content of the pictures: a picture that was moved
/// or copied is still known, one that was changed is not. Lies below the cache's `features` folder,
/// one folder for each network, layer and preprocessing; what is missing is added as one more file
/// for each block of pictures. Two processes may use it at a time.
struct FeatureCache {
  private let folder: URL

  /// - Parameter key: all that the features depend on besides the picture.
  init(key: String, in cache: Cache = Cache()) {
    folder = cache.root.appending(path: "features/\(SHA256.hex(of: Data(key.utf8)).prefix(20))")
  }

  /// The features of those of the pictures that are known.
  func rows(of wanted: Set<String>) -> [String: [Float]] {
    var rows: [String: [Float]] = [:]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.sorted() where name.hasSuffix(".safetensors") {
      // A file that cannot be used is as one that is not there.
      guard let file = try? SafetensorsFile(folder.appending(path: name)),
        let digests = file.metadata["pictures"]?.split(separator: " ").map(String.init),
        digests.contains(where: { wanted.contains($0) && rows[$0] == nil }),
        let tensor = try? file.tensor(named: "features"), tensor.dtype == .float32,
        tensor.rank == 2, tensor.shape[0] == digests.count,
        file.metadata["sum"] == Self.checksum(tensor)
      else { continue }
      let values = tensor.scalars(as: Float.self)
      let width = tensor.shape[1]
      for (row, digest) in digests.enumerated() where wanted.contains(digest) {
        rows[digest] = Array(values[row * width..<(row + 1) * width])
      }
    }
    return rows
  }

  /// Keeps features `[N, D]` of pictures. That there is no room for them is no error.
  func add(_ digests: [String], _ features: Tensor) {
    let name = SHA256.hex(of: Data(digests.joined(separator: " ").utf8)).prefix(20)
    do {
      try AtomicFile.makeFolder(folder)
      try SafetensorsFile.write(
        [("features", features)],
        metadata: [
          "pictures": digests.joined(separator: " "), "sum": Self.checksum(features),
        ], to: folder.appending(path: "\(name).safetensors"))
    } catch {
      Console.note("features are not cached: \(error)")
    }
  }

  private static func checksum(_ tensor: Tensor) -> String {
    var digest = SHA256()
    tensor.withUnsafeBytes { digest.update($0) }
    return digest.hex()
  }
}
