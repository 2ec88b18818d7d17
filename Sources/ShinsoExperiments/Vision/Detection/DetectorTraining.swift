import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import Synchronization

/// Trains a linear machine for each class with hard negatives, and box regression: Girshick et al.,
/// CVPR 2014, section 2.3 and appendices B and C.
///
/// Positives are the objects' own boxes; negatives are windows that overlap every object of the class
/// too little; the machines learn from those that they do not leave on the far side of their
/// margin. Departures: features have the length 1 each, not 20 on average; the machines are trained
/// once after each pass over the pictures, not every 2,000 new negatives.
struct DetectorTraining {
  let source: any WindowSource
  let classNames: [String]
  let cost: Double
  /// Passes over the pictures for hard negatives.
  let rounds: Int
  /// Windows that overlap every object of a class by less are negatives of that class.
  let negativeOverlap: Float
  let seed: UInt64
  let isQuiet: Bool

  private static let regressionOverlap: Float = 0.6
  private static let randomNegatives = 12
  /// New negatives that a picture adds to a class.
  private static let negativesOfPicture = 12
  /// Negatives beyond the margin by this much are let go.
  private static let easyScore: Float = -1.2
  /// What rows of features may take in all.
  private static let rowBudget = 1 << 30
  private static let mostRegressionSamples = 1000
  /// The paper's 1000 for features of length 20.
  private static let penalty = 1000.0 / 400

  /// A window of a picture.
  private struct Place: Hashable {
    let picture: Int
    let window: Int
  }

  private struct Samples {
    var positives: [Place] = []
    var negatives: Set<Place> = []
    var regression: [(place: Place, target: BoxOffset)] = []
  }

  func train() throws -> Detector {
    var rows: [Place: [Float]] = [:]
    var samples = [Samples](repeating: Samples(), count: classNames.count)
    try collect(&samples, &rows)
    let width = rows.values.first?.count ?? 0
    let offsets = samples.flatMap { regression($0, rows) ?? Self.zeros(4, width) }
    // The rows of the regression alone are not needed any more.
    let needed = Set(samples.flatMap { $0.positives + $0.negatives })
    rows = rows.filter { needed.contains($0.key) }
    var detector = Detector(machines: machines(samples, rows, width), offsets: offsets)
    _ = release(detector, &samples, &rows)
    for round in 0..<rounds {
      let added = try mine(round + 1, detector, &samples, &rows, width)
      detector = Detector(machines: machines(samples, rows, width), offsets: offsets)
      let kept = release(detector, &samples, &rows)
      note("hard negatives, round \(round + 1): \(added) added, \(kept) kept")
    }
    return detector
  }

  private func note(_ text: String) { if !isQuiet { Console.note(text) } }

  private static func zeros(_ count: Int, _ width: Int) -> [[Float]] {
    [[Float]](repeating: [Float](repeating: 0, count: width + 1), count: count)
  }

  // MARK: Samples

  /// Positives, random negatives, and samples of the regression.
  private func collect(_ samples: inout [Samples], _ rows: inout [Place: [Float]]) throws {
    var generator = SplitMix64(seed, 1)
    let progress = ProgressReporter(title: "samples", total: source.count, unit: "images")
    var seen = [Int](repeating: 0, count: classNames.count)
    for picture in 0..<source.count {
      let table = try source.table(picture)
      let objects = table.objects.count
      var chosen = Set(0..<objects)
      if !table.proposals.isEmpty {
        for _ in 0..<Self.randomNegatives {
          chosen.insert(objects + generator.index(below: table.proposals.count))
        }
      }
      for label in classNames.indices {
        let overlaps = table.overlaps(label: label)
        for window in chosen.sorted() {
          let place = Place(picture: picture, window: window)
          if window < objects, table.objects[window].label == label {
            if !table.objects[window].isDifficult { samples[label].positives.append(place) }
          } else if overlaps[window].overlap < negativeOverlap {
            samples[label].negatives.insert(place)
          } else {
            continue
          }
          rows[place] = rows[place] ?? Array(table.features[window])
        }
        for window in objects..<table.boxes.count
        where overlaps[window].overlap >= Self.regressionOverlap {
          // Every such window is equally likely to be among those that are kept.
          seen[label] += 1
          let sample = (
            place: Place(picture: picture, window: window),
            target: BoxOffset(
              from: table.boxes[window], to: table.objects[overlaps[window].object].box)
          )
          if samples[label].regression.count < Self.mostRegressionSamples {
            samples[label].regression.append(sample)
          } else {
            let slot = generator.index(below: seen[label])
            guard slot < Self.mostRegressionSamples else { continue }
            samples[label].regression[slot] = sample
          }
          rows[sample.place] = rows[sample.place] ?? Array(table.features[window])
        }
      }
      progress.update(picture + 1)
    }
    progress.finish()
  }

  private func regression(_ samples: Samples, _ rows: [Place: [Float]]) -> [[Float]]? {
    if samples.regression.isEmpty { return nil }
    let parts = samples.regression.compactMap { rows[$0.place] }
    let width = parts[0].count
    let table = FeatureRows(count: parts.count, width: width) { index, row in
      _ = row.update(fromContentsOf: parts[index])
    }
    return RidgeRegression.fit(
      table,
      targets: samples.regression.map {
        [$0.target.x, $0.target.y, $0.target.width, $0.target.height]
      }, penalty: Self.penalty)
  }

  // MARK: Machines

  /// One thread a class.
  private func machines(
    _ samples: [Samples], _ rows: [Place: [Float]], _ width: Int
  ) -> [[Float]] {
    // A class without objects never wins.
    let never = [Float](repeating: 0, count: width) + [-.greatestFiniteMagnitude]
    let machines = Mutex([[Float]](repeating: never, count: samples.count))
    let next = Atomic(0)
    Parallel.onTeam { _, _ in
      while true {
        let label = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if label >= samples.count { break }
        let mine = samples[label]
        if mine.positives.isEmpty || mine.negatives.isEmpty { continue }
        let negatives = mine.negatives.sorted { ($0.picture, $0.window) < ($1.picture, $1.window) }
        let machine = DenseSVM(
          rows: (mine.positives + negatives).compactMap { rows[$0] },
          isPositive: mine.positives.map { _ in true } + negatives.map { _ in false },
          cost: cost, seed: seed &+ UInt64(label))
        machines.withLock { $0[label] = machine.weights }
      }
    }
    return machines.withLock { $0 }
  }

  /// Adds the windows that the machines take for an object where there is none.
  private func mine(
    _ round: Int, _ detector: Detector, _ samples: inout [Samples], _ rows: inout [Place: [Float]],
    _ width: Int
  ) throws -> Int {
    let most = Self.rowBudget / (4 * max(width, 1) * classNames.count)
    let progress = ProgressReporter(
      title: "hard negatives, round \(round)", total: source.count, unit: "images")
    var added = 0
    for picture in 0..<source.count {
      let table = try source.table(picture)
      let scores = detector.scores(table.features)
      for label in classNames.indices {
        let overlaps = table.overlaps(label: label)
        let hard = scores.indices.filter {
          scores[$0][label] > -1 && overlaps[$0].overlap < negativeOverlap
        }.sorted { scores[$0][label] > scores[$1][label] }
        for window in hard.prefix(Self.negativesOfPicture)
        where samples[label].negatives.count < most {
          let place = Place(picture: picture, window: window)
          guard samples[label].negatives.insert(place).inserted else { continue }
          rows[place] = rows[place] ?? Array(table.features[window])
          added += 1
        }
      }
      progress.update(picture + 1)
    }
    progress.finish()
    return added
  }

  /// Lets the negatives go that are no longer near a margin.
  private func release(
    _ detector: Detector, _ samples: inout [Samples], _ rows: inout [Place: [Float]]
  ) -> Int {
    var kept = Set<Place>()
    for label in classNames.indices {
      let machine = DenseSVM(weights: detector.machines[label])
      samples[label].negatives = samples[label].negatives.filter { place in
        guard let row = rows[place] else { return false }
        return machine.decision(row) >= Self.easyScore
      }
      kept.formUnion(samples[label].positives)
      kept.formUnion(samples[label].negatives)
    }
    rows = rows.filter { kept.contains($0.key) }
    return samples.reduce(0) { $0 + $1.negatives.count }
  }
}
