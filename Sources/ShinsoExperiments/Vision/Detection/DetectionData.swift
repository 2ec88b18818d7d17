import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Pictures with boxes: made scenes of drawings, or a folder in PASCAL VOC's or ILSVRC's layout.
struct DetectionData {
  let classNames: [String]
  let train: [AnnotatedImage]
  let test: [AnnotatedImage]
  /// By which its authors score it.
  let usualRule: AveragePrecision.Rule

  /// - Parameters:
  ///   - scenes: how many to make of drawings, or to read of a folder at most.
  ///   - seed: of the scenes.
  init(_ data: DataName, scenes: SceneCounts, seed: UInt64) throws {
    let folder: DetectionFolder
    if data.text == "openclipart" {
      let drawings = try OpenClipart.items(in: Fetching.folder(DataCatalog.openClipart.entry))
      let (train, test) = (scenes.train ?? SceneCounts.usual.train, scenes.test ?? SceneCounts.usual.test)
      let progress = ProgressReporter(
        title: "making scenes", total: train + test, unit: "scenes")
      let made = try SceneFolder.make(drawings, train: train, test: test, seed: seed) {
        progress.update($0)
      }
      progress.finish()
      folder = try DetectionFolder(made)
      classNames = drawings.train.classNames
    } else {
      if data.entry != nil {
        throw InputError(
          "--data \(data)", "has no boxes; use openclipart, or a folder as PASCAL VOC has it")
      }
      try data.checkExists()
      folder = try DetectionFolder(data.url, trainLimit: scenes.train, testLimit: scenes.test)
      classNames = folder.classNames
    }
    (train, test) = (folder.train, folder.test)
    usualRule = folder.layout == .ilsvrc ? .ilsvrc : .area
  }

  /// The objects of a picture by class number.
  func objects(of image: AnnotatedImage) -> [TrueObject] {
    image.objects.compactMap { object in
      classNames.firstIndex(of: object.name).map {
        TrueObject(label: $0, box: object.box, isDifficult: object.isDifficult)
      }
    }
  }
}

/// Pictures to make or to read; nil: the usual number of scenes, all of a folder.
struct SceneCounts {
  var train: Int?
  var test: Int?

  static let usual = (train: 240, test: 80)
}
