import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor

/// The indexes of the models that were asked last for pictures of their training.
@ComputeThread final class PictureIndexes {
  private let limit: Int
  private let cache: Cache
  private lazy var indexes = KeptValues<ServedModel.Version, GrowingIndex>(limit: limit)

  nonisolated init(limit: Int, cache: Cache) {
    self.limit = limit
    self.cache = cache
  }

  /// The index of a model; one that is new begins to grow.
  ///
  /// - Throws: `InputError` if the pictures of its training are gone or have changed.
  func index(_ model: ServedModel) throws -> GrowingIndex {
    let index = try indexes.value(model.version) {
      GrowingIndex(try Self.pictures(of: model), cache)
    }
    if let problem = index.problem {
      // What was missing may be there the next time.
      indexes.remove(model.version)
      throw problem
    }
    return index
  }

  private static func pictures(of model: ServedModel) throws -> TrainingPictures {
    func open<S: RecallingPictures>(_ system: S.Type) throws -> TrainingPictures {
      try S.trainingPictures(model.options(S.RecallOptions.self))
    }
    return try open(model.system(as: (any RecallingPictures.Type).self))
  }
}
