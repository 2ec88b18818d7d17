import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Hopfield's associative memory: "Neural networks and physical systems with emergent collective
/// computational abilities", PNAS 79, 1982. `train` stores pictures by the Hebb rule and recalls them
/// from noisy ones; `evaluate` measures how many random patterns such a net holds: about 0.138 N.
struct HopfieldExperiment: Trainable, Evaluable {
  static let about = About(
    id: "hopfield", field: .history, year: 1982,
    title: "Hopfield's associative memory: recall, energy, capacity", data: "letters, made here",
    expectation: "letters recalled from 20 % noise; capacity about 0.138 N; energy never rises",
    example: "--noise 0.2 --plot")

  struct TrainOptions: ParsableArguments {
    @Option(
      "Pictures to store, cut at their median gray: files or folders by one path.",
      default: "four letters", completion: .file())
    var data: DataName?
    @Option("Width to which pictures are reduced, in neurons.", in: 4...64) var width = 24
    @Option("Height likewise.", in: 4...64) var height = 24
    @Option("Part of the neurons that are flipped before recall.", in: .range(0...0.5))
    var noise = 0.2
  }

  static let overlap = Metric("overlap", .higher, .number(digits: 3))
  static let recalled = Metric("recalled", .higher, .percent)

  static func train(_ options: TrainOptions, in run: Run) throws {
    let pictures = try patterns(options)
    let net = Hopfield(storing: pictures.map(\.picture.pattern))
    var generator = SplitMix64(seed: run.seed)
    var (overlaps, rows) = ([Double](), [(BinaryPicture, BinaryPicture, BinaryPicture)]())
    var rises = 0
    for (name, picture) in pictures {
      let noisy = Hopfield.noisy(picture.pattern, share: options.noise, using: &generator)
      let recall = net.recall(noisy, using: &generator)
      rises += zip(recall.energies, recall.energies.dropFirst()).count { $1 > $0 }
      overlaps.append(Hopfield.overlap(recall.state, picture.pattern))
      let shown = [noisy, recall.state].map { BinaryPicture(width: picture.width, pattern: $0) }
      rows.append((picture, shown[0], shown[1]))
      Console.result("\(name): stored, \(percent(options.noise)) flipped, recalled")
      for line in BinaryPicture.lines(of: [picture] + shown) { Console.result(line) }
      Console.result(
        String(
          format: "overlap %.3f after %d flips, energy %.1f → %.1f\n", overlaps.last ?? 0,
          recall.flips, recall.energies.first ?? 0, recall.energies.last ?? 0))
    }
    let count = Double(pictures.count)
    let mean = overlaps.reduce(0, +) / count
    let right = Double(overlaps.count { $0 > Hopfield.recalledOverlap }) / count
    Console.result(
      "recalled: \(percent(right)) of \(pictures.count) pictures in "
        + "\(counted(net.neurons, "neuron")); "
        + "the energy rose \(counted(rises, "time"))")
    try run.finish(
      [("weights", net.weights)],
      metadata: ["width": "\(pictures[0].picture.width)", "patterns": "\(pictures.count)"],
      scores: Scores(samples: pictures.count, [recalled: right, overlap: mean]))
    run.draw {
      try sheet(rows, zip(pictures.map(\.name), overlaps).map { ($0, $1) }, options.noise)
        .write(to: run.folder.picture(.recall))
    }
  }

  private static func percent(_ part: Double) -> String { String(format: "%.0f %%", part * 100) }

  private static func patterns(
    _ options: TrainOptions
  ) throws -> [(name: String, picture: BinaryPicture)] {
    guard let data = options.data else {
      return Array(BinaryPicture.letters.prefix(4)).map { ($0.name, $0.picture) }
    }
    let files = try PictureFiles.expanded([data.text])
    let preprocessing = ImagePreprocessing(
      width: options.width, height: options.height, shortSide: nil, interpolation: .bilinear,
      normalization: ImageNormalization(mean: [0], standardDeviation: [1]))
    return try files.map { file in
      let image = try Image(contentsOf: file, as: .gray)
      let small = try preprocessing.fitted(image, name: file.path)
      return (
        file.deletingPathExtension().lastPathComponent,
        BinaryPicture(thresholding: small.pixels, width: options.width)
      )
    }
  }

  private static func sheet(
    _ rows: [(BinaryPicture, BinaryPicture, BinaryPicture)],
    _ results: [(name: String, overlap: Double)], _ noise: Double
  ) -> PatternSheet {
    func cells(_ pictures: [BinaryPicture], _ captions: [String]) -> [PatternSheet.Cell] {
      zip(pictures, captions).map { picture, caption in
        PatternSheet.Cell(
          Image(
            width: picture.width, height: picture.height, format: .gray, pixels: picture.gray),
          caption: caption)
      }
    }
    return PatternSheet(
      title: Wording("Hopfield net of \(rows[0].0.pattern.count) neurons", "ホップフィールド・ネット").line,
      rows: [
        .init(Wording("stored", "記憶").line, cells(rows.map(\.0), results.map(\.name))),
        .init(
          Wording("noisy", "雑音").line,
          cells(rows.map(\.1), results.map { _ in Wording("\(percent(noise)) flipped", "反転").line })
        ),
        .init(
          Wording("recalled", "想起").line,
          cells(
            rows.map(\.2),
            results.map { Wording("overlap", "重なり").line + String(format: " %.3f", $0.overlap) })),
      ])
  }

  struct EvaluateOptions: ParsableArguments {
    @Option("Neurons of the nets.", in: 100...5000) var neurons = 1000
    @Option("Nets with random patterns at each load.", in: 1...1000) var trials = 5
    @Option("Seed of the patterns.", in: .range(0...UInt64.max)) var seed: UInt64 = 1
  }

  /// The load up to which nine tenths of the patterns are recalled: where the curve begins to fall.
  static let capacity = Metric("capacity", .higher, .number(digits: 4), reduction: .sum)
  /// The load at which half of them are: the middle of the slope.
  static let halfRecalled = Metric("halfRecalled", .higher, .number(digits: 4), reduction: .sum)

  /// Measures the capacity curve: random patterns, each the start of a recall.
  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let loads = stride(from: 0.05, through: 0.22, by: 0.01).map { $0 }
    let progress = ProgressReporter(title: "capacity", total: options.trials, unit: "nets")
    var done = 0
    let curve = Hopfield.capacityCurve(
      neurons: options.neurons, loads: loads, trials: options.trials, seed: options.seed
    ) {
      done += 1
      progress.update(done)
    }
    progress.finish()
    guard let most = Hopfield.capacity(of: curve, recalling: 0.9),
      let half = Hopfield.capacity(of: curve)
    else {
      throw InputError("hopfield", "the curve does not fall below one half; take more neurons")
    }
    let scores = Scores(samples: 0, [capacity: most, halfRecalled: half])
    var report = Report(system: about.id, data: "random patterns", scores)
    report.lines = [
      "load  recalled  overlap\n"
        + curve.map {
          String(format: "%.2f  %7.1f%%  %.3f", $0.load, 100 * $0.recalled, $0.overlap)
        }
        .joined(separator: "\n")
    ]
    report.draw = { url in
      try Chart(
        title: Wording("Hopfield net of \(options.neurons) neurons: what it holds", "記憶できる量").line,
        x: Chart.Axis(Wording("patterns for each neuron, α = P / N", "ニューロン1個あたりのパターン数").line),
        y: Chart.Axis(Wording("share", "割合").line, range: 0...1),
        series: [
          Chart.Series(
            Wording("recalled (overlap above \(Hopfield.recalledOverlap))", "想起").line,
            curve.map { Chart.Point($0.load, $0.recalled, error: $0.recalledError) }),
          Chart.Series(
            Wording("mean overlap", "重なりの平均").line, curve.map { Chart.Point($0.load, $0.overlap) }),
          Chart.Series(
            Wording("stable without a flip", "反転なしで安定").line,
            curve.map { Chart.Point($0.load, $0.stable) }),
        ], markers: [Chart.Marker(0.138, label: "0.138")]
      ).write(to: url)
    }
    return report
  }
}
