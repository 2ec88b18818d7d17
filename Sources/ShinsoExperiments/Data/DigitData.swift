import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// MNIST's four files: from the catalog, or in a folder, compressed or not.
struct DigitData {
  let train: TensorDataset
  let test: TensorDataset

  init(_ data: DataName) throws {
    let folder: URL
    if data.entry != nil, !data.isDigits {
      throw InputError(
        "--data \(data)", "holds no digits; there are mnist, mnist-5k, or a folder")
    }
    if let fetched = try data.fetched() {
      folder = fetched
    } else {
      folder = data.url
      try data.checkExists()
    }
    train = try Self.read(folder, "train")
    test = try Self.read(folder, "t10k")
  }

  private static func read(_ folder: URL, _ part: String) throws -> TensorDataset {
    let images = try IDX.read(file(folder, "\(part)-images-idx3-ubyte"))
    let labels = try IDX.read(file(folder, "\(part)-labels-idx1-ubyte"))
    guard images.rank == 3, images.shape[1] == 28, images.shape[2] == 28,
      labels.shape == [images.shape[0]], images.shape[0] > 0
    else {
      throw InputError(
        folder.path,
        "\(part): images \(images.shape) and labels \(labels.shape) are no digits "
          + "of 28 by 28 pixels with a label each")
    }
    let classes = labels.scalars(as: Int.self)
    if let wrong = classes.first(where: { !(0..<10).contains($0) }) {
      throw InputError(folder.path, "\(part): the label \(wrong) is no digit")
    }
    return TensorDataset(
      images.reshaped([images.shape[0], 1, 28, 28]), labels: classes,
      classNames: (0..<10).map(String.init), scale: 1.0 / 255)
  }

  private static func file(_ folder: URL, _ name: String) throws -> URL {
    // Some copies have a dot before `idx`, and some programs unpack each file into a folder of its name.
    for plain in [name, name.replacing("-idx", with: ".idx")] {
      for candidate in [plain, plain + ".gz", "\(plain)/\(plain)"] {
        let url = folder.appending(path: candidate)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
          !isFolder.boolValue
        {
          return url
        }
      }
    }
    throw InputError(folder.path, "has no file \(name) or \(name).gz")
  }
}

extension DataName {
  /// Whether it names digits in MNIST's format rather than pictures.
  var isDigits: Bool {
    if entry != nil { return text.hasPrefix("mnist") }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.contains {
      $0.hasPrefix("train-") && ($0.contains("-idx") || $0.contains(".idx"))
    }
  }
}
