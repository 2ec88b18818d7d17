import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

extension DataName {
  /// Whether it names CIFAR-10 or CIFAR-100 in their binary form, a folder or an archive.
  var isCIFAR: Bool {
    entry.map { $0.id == DataCatalog.cifar10.id } ?? CIFAR.isThere(url)
  }

  /// One part of CIFAR, normalized as a network wants it.
  ///
  /// - Throws: `InputError` if a file is missing or damaged, or the network takes other pictures.
  func readCIFAR(_ part: CIFAR.Part, _ preprocessing: ImagePreprocessing) throws -> TensorDataset {
    guard preprocessing.format == .rgb, (preprocessing.width, preprocessing.height) == (32, 32)
    else {
      throw InputError(
        text,
        "holds color pictures of 32 by 32 pixels; the network takes pictures of "
          + "\(preprocessing.width) by \(preprocessing.height)"
          + (preprocessing.format == .rgb ? "" : " in gray"))
    }
    let place = try entry.map {
      try Fetching.folder($0.entry).appending(path: "cifar-10-binary.tar")
    }
    return try CIFAR.read(place ?? url, part).normalized(by: preprocessing.normalization)
  }
}
