import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// One map for all windows of a picture (SPP-net) against the network on each window, cropped and warped
/// to its input (R-CNN): the time of the features of the same windows, and the mean average precision
/// of machines that learned from each, by the same recipe from the same pictures.
struct CroppingComparison {
  struct Side {
    var seconds = 0.0
    var meanAveragePrecision = Double.nan
  }

  private let finder: WindowFinder
  /// Pictures to learn from and as many to be tested on; nothing is learned below two. Their features
  /// are in memory, some 80 MB a picture.
  private let count: Int

  init(finder: WindowFinder, count: Int) {
    self.finder = finder
    self.count = count
  }

  private static let batch = 16
  /// Windows of a picture at most.
  private static let windows = 300

  /// What came out, line by line, and the numbers for the model's file.
  struct Result {
    let pictures: Int
    let shared: Side
    let cropped: Side

    private var ratio: Double { cropped.seconds / shared.seconds }

    var scores: Scores {
      var scores = Scores(
        samples: pictures,
        [
          Metric("mapSeconds", .lower): shared.seconds / Double(pictures),
          Metric("croppingSeconds", .lower): cropped.seconds / Double(pictures),
        ])
      if !shared.meanAveragePrecision.isNaN {
        scores.add(
          Metric("comparedPrecision", .higher), shared.meanAveragePrecision,
          weight: Double(pictures))
        scores.add(
          Metric("croppingPrecision", .higher), cropped.meanAveragePrecision,
          weight: Double(pictures))
      }
      return scores
    }

    var lines: [String] {
      let time = String(
        format:
          "one feature map for a picture's windows: %.3f s; cropping each window: %.3f s, %.0f times as long",
        shared.seconds / Double(pictures), cropped.seconds / Double(pictures), ratio)
      guard !shared.meanAveragePrecision.isNaN else { return [time] }
      return [
        time,
        String(
          format: "mean average precision after %d pictures: one map %.4f, cropping %.4f",
          pictures, shared.meanAveragePrecision, cropped.meanAveragePrecision),
      ]
    }
  }

  func run(
    _ data: DetectionData, rule: AveragePrecision.Rule,
    training: (any WindowSource) throws -> Detector
  ) throws -> Result {
    var (shared, cropped) = (Side(), Side())
    let test = Array(data.test.prefix(count))
    let tables = try tables(test, data.objects, &shared, &cropped, title: "cropping, test pictures")
    guard count >= 2 else {
      return Result(pictures: test.count, shared: shared, cropped: cropped)
    }
    var (ignored, other) = (Side(), Side())
    let train = try self.tables(
      Array(data.train.prefix(count)), data.objects, &ignored, &other,
      title: "cropping, training pictures")
    func score(
      _ train: [WindowTable], _ test: [WindowTable], _ sizes: [(Int, Int)]
    ) throws -> Double {
      let detector = try training(TablesInMemory(tables: train))
      let found = zip(test, sizes).map { table, size in
        detector.detections(
          table.proposals, table.proposalFeatures, width: size.0, height: size.1,
          threshold: SavedDetector.scoredThreshold)
      }
      return DetectionScore(
        found, objects: test.map(\.objects), windows: test.map(\.proposals),
        classNames: data.classNames, rule: rule
      ).mean
    }
    shared.meanAveragePrecision = try score(
      train.map(\.shared), tables.map(\.shared), tables.map(\.size))
    cropped.meanAveragePrecision = try score(
      train.map(\.cropped), tables.map(\.cropped), tables.map(\.size))
    return Result(pictures: test.count, shared: shared, cropped: cropped)
  }

  private func tables(
    _ pictures: [AnnotatedImage], _ objects: (AnnotatedImage) -> [TrueObject],
    _ shared: inout Side, _ cropped: inout Side, title: String
  ) throws -> [(shared: WindowTable, cropped: WindowTable, size: (Int, Int))] {
    var tables: [(shared: WindowTable, cropped: WindowTable, size: (Int, Int))] = []
    let pooling = finder.settings.pooling
    try finder.run(pictures.map(\.url), title: title) { picture, found in
      let objects = objects(pictures[picture])
      let proposals = Array(found.proposals.prefix(Self.windows))
      let boxes = objects.map(\.box) + proposals
      var start = Date()
      let maps = try ScaledMaps(
        of: found.image, by: finder.network, scales: finder.settings.scales)
      let own = maps.features(of: boxes, pooling)
      shared.seconds += Date().timeIntervalSince(start)
      start = Date()
      let parts = try stride(from: 0, to: boxes.count, by: Self.batch).map {
        FeatureRows(
          try finder.network.maps(
            ofWindows: Array(boxes[$0..<min($0 + Self.batch, boxes.count)]), in: found.image),
          pooling)
      }
      let crops = FeatureRows(joining: parts)
      cropped.seconds += Date().timeIntervalSince(start)
      tables.append(
        (
          WindowTable(objects: objects, proposals: proposals, features: own),
          WindowTable(objects: objects, proposals: proposals, features: crops),
          (found.image.width, found.image.height)
        ))
    }
    return tables
  }

  private struct TablesInMemory: WindowSource {
    let tables: [WindowTable]
    var count: Int { tables.count }
    func table(_ picture: Int) throws -> WindowTable { tables[picture] }
  }
}
