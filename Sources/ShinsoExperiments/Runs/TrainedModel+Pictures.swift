import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The data that a model is scored on.
extension TrainedModel {
  /// The data that were named, or else those that it learned from.
  func source(_ data: DataName?) throws -> DataName {
    guard let source = data ?? metadata["data"].map({ DataName($0) }) else {
      throw InputError("--data", "name the data: the model does not say what it learned from")
    }
    return source
  }

  func learned(from source: DataName) -> Bool {
    metadata["data"].map { DataName($0).isSame(as: source) } == true
  }

  /// The folder with the pictures of a list: the one that was named, or else that of the training.
  func root(_ given: FileName?) -> URL? { given?.url ?? metadata["root"].map { URL(filePath: $0) } }

  /// The pictures that the training held out if it was on these data, or else those that a
  /// test may use.
  ///
  /// - Throws: `InputError` if the data have changed since, or have no class in common with the model.
  func heldOut(of source: DataName, root: FileName?, fraction: Double) throws -> ImageFolder {
    let root = self.root(root)
    guard learned(from: source) else {
      return try PictureData.others(source, root: root)
        .matched(to: names("classes"), in: source.text)
    }
    return try learned(source, root: root, fraction: fraction).heldOut
  }

  /// The pictures that it learned from, divided as they were.
  ///
  /// - Throws: `InputError` if they are gone or have changed.
  func learned(_ source: DataName, root: URL?, fraction: Double) throws -> PictureData {
    let data = try PictureData(source, root: root, heldOut: fraction, seed: value("seed"))
    let names = try self.names("classes")
    // Labels are numbers in their digest, so a renamed class would not be noticed.
    if data.classNames != names {
      throw InputError(source.text, ClassDifference.problem(data.classNames, learned: names))
    }
    guard data.digest == metadata["pictures"] else {
      throw InputError(
        source.text,
        "holds other pictures than when the model was trained, so what was held out is not known; "
          + "name a folder of other pictures by --data")
    }
    return data
  }
}
