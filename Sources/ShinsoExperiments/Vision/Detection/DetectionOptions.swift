import ArgumentParser
import ShinsoData
import ShinsoModels

extension AveragePrecision.Rule: ExpressibleByArgument {}

/// The pictures and how they are scored.
struct DetectionOptions: ParsableArguments {
  @Option(
    data: "Made scenes of drawings, or a folder in PASCAL VOC's or ILSVRC's layout")
  var data: DataName = "openclipart"
  @Option(
    "Pictures for training: scenes to make, or to read at most.", in: .range(2...1_000_000),
    default: "\(PictureCounts.scenes.train) scenes, all of a folder")
  var trainCount: Int?
  @Option(
    "Pictures for testing.", in: .range(1...1_000_000),
    default: "\(PictureCounts.scenes.test) scenes, all of a folder")
  var testCount: Int?
  @Option(
    "The rule of the average precision.",
    default: "area, for ILSVRC's layout ilsvrc")
  var rule: AveragePrecision.Rule?

  var counts: PictureCounts { PictureCounts(train: trainCount, test: testCount) }
}

/// Going on after an interruption.
struct DetectionResumption: ParsableArguments, OptionTraits {
  @Flag("Go on with the windows and maps that an interrupted run made.")
  var resume = false

  static let unrecorded: Set = ["resume"]
  static let changeable: Set = ["resume"]
}
