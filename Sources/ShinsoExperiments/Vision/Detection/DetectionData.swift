import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Pictures with boxes: made scenes of drawings, or a folder in PASCAL VOC's or ILSVRC's layout.
struct DetectionData {
  let classNames: [String]
  /// Empty where a model is only scored.
  let train: [AnnotatedImage]
  let test: [AnnotatedImage]
  /// By which its authors score it.
  let usualRule: AveragePrecision.Rule

  /// - Parameters:
  ///   - counts: how many scenes to make, or pictures of a folder to read at most.
  ///   - seed: of the scenes.
  ///   - known: the classes of a model that is scored on the data; nil: the data are learned from.
  init(
    _ data: DataName, counts: PictureCounts, seed: UInt64, classNames known: [String]? = nil
  ) throws {
    let folder: DetectionFolder
    var names: [String]?
    if data.text == "openclipart" {
      let drawings = try OpenClipart.items(in: Fetching.folder(DataCatalog.openClipart.entry))
      names = drawings.train.classNames
      folder = try DetectionFolder(
        Self.scenes(
          drawings, train: counts.train ?? PictureCounts.scenes.train,
          test: counts.test ?? PictureCounts.scenes.test, seed: seed))
    } else {
      if data.entry != nil {
        throw InputError(
          "--data \(data)", "has no boxes; use openclipart, or a folder as PASCAL VOC has it")
      }
      try data.checkExists()
      folder = try DetectionFolder(
        data.url, trainLimit: counts.train, testLimit: counts.test, forTestingAlone: known != nil)
    }
    classNames = known ?? names ?? folder.classNames
    (train, test) = (folder.train, folder.test)
    usualRule = folder.layout == .ilsvrc ? .ilsvrc : .area
    let present = Set(test.flatMap { $0.objects.map(\.name) })
    if let known { try ClassMatch(present.sortedByBytes(), learned: known).check(data.text) }
    if present.isDisjoint(with: classNames) {
      throw InputError(data.text, "has no object of the classes in the pictures for testing")
    }
  }

  private static func scenes(
    _ drawings: OpenClipart.Split, train: Int, test: Int, seed: UInt64
  ) throws -> URL {
    let progress = ProgressReporter(title: "making scenes", total: train + test, unit: "scenes")
    let folder = try SceneFolder.make(drawings, train: train, test: test, seed: seed) {
      progress.update($0)
    }
    progress.finish()
    return folder
  }

  /// The objects of a picture that are of the classes.
  func objects(of image: AnnotatedImage) -> [TrueObject] {
    Self.objects(of: image, classNames)
  }

  static func objects(of image: AnnotatedImage, _ classNames: [String]) -> [TrueObject] {
    image.objects.compactMap { object in
      classNames.firstIndex(of: object.name).map {
        TrueObject(label: $0, box: object.box, isDifficult: object.isDifficult)
      }
    }
  }

  /// Of the pictures to learn from and what is in them.
  var digest: String {
    let lines = train.map { "\($0.id) \((try? InputFile($0.url).size) ?? 0) \($0.objects)" }
    return SHA256.hex(of: Data(lines.joined(separator: "\n").utf8))
  }
}

/// Pictures to make or to read; nil: the usual number of scenes, all of a folder.
struct PictureCounts {
  var train: Int?
  var test: Int?

  static let scenes = (train: 240, test: 80)

  init(train: Int? = nil, test: Int? = nil) {
    self.train = train
    self.test = test
  }

  /// As when a model was trained.
  init(_ saved: TrainedModel) throws {
    (train, test) = (try saved.value("trainCount"), try saved.value("testCount"))
    guard let train, let test, train > 0, test > 0 else {
      throw InputError(saved.file.path, "says that it was trained on no pictures")
    }
  }
}
