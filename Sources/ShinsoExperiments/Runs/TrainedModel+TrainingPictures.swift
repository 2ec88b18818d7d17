import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

extension TrainedModel {
  /// The pictures that it learned from.
  ///
  /// - Parameters:
  ///   - extractor: what it sees in them.
  ///   - heldOut: the part of each class that the training held out.
  /// - Throws: `InputError` if they are gone or have changed.
  func trainingPictures(
    by extractor: FeatureExtractor, heldOut: Double = PictureData.usualHeldOut
  ) throws -> TrainingPictures {
    let source = try self.source(nil)
    // Who asks does not wait for a download.
    if let entry = source.entry { _ = try Cache().existingFolder(for: entry.entry) }
    let preprocessing = extractor.network.preprocessing
    if source.isDigits {
      let digits = try DigitData(source).train
      return try TrainingPictures(
        digits, prepared: PreparedDigits(digits, preprocessing: preprocessing), by: extractor)
    }
    if source.isCIFAR {
      let pictures = try source.readCIFAR(.train, preprocessing)
      return try TrainingPictures(pictures, prepared: pictures, by: extractor)
    }
    let data = try learned(source, root: root(nil), fraction: heldOut)
    let pictures = heldOut > 0 ? data.train : data.all
    return try TrainingPictures(pictures.items, pictures.classNames, by: extractor)
  }
}
