import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// What the best neuron for a class answers to.
struct SparseNeuronPictures {
  let neurons: SparseNeurons
  let pictures: TensorDataset
  let findings: SparseNeurons.Findings
  let preprocessing: ImagePreprocessing
  let seed: UInt64

  private var name: String? { findings.label.map { pictures.classNames[$0] } }

  /// The neuron's answer to each picture, turned so that more speaks for the class.
  private var answers: [Float] {
    let unit = findings.detector.unit
    let sign: Float = findings.detector.isAbove ? 1 : -1
    return findings.values.sliced(axis: 1, from: unit, to: unit + 1).scalars(as: Float.self)
      .map { sign * $0 }
  }

  /// How often it answers how much, to pictures of the class and to others.
  ///
  /// - Throws: `InputError` if no class is told apart.
  func histogram() throws -> Chart {
    guard let name else {
      throw InputError("--kind histogram", "needs held-out pictures of two classes or more")
    }
    let (answers, bins) = (answers, 40)
    let (least, most) = (answers.min() ?? 0, answers.max() ?? 0)
    let width = max((most - least) / Float(bins), .leastNormalMagnitude)
    func series(_ name: String, _ belongs: (Int) -> Bool) -> Chart.Series {
      var counts = [Int](repeating: 0, count: bins)
      for (answer, label) in zip(answers, pictures.labels) where belongs(label) {
        counts[min(Int((answer - least) / width), bins - 1)] += 1
      }
      let total = Double(max(counts.reduce(0, +), 1))
      return Chart.Series(
        name,
        counts.enumerated().map { bin, count in
          Chart.Point(
            Double(least) + (Double(bin) + 0.5) * Double(width), 100 * Double(count) / total)
        })
    }
    let sign: Float = findings.detector.isAbove ? 1 : -1
    return Chart(
      title: "The best neuron for \(name)  ·  「\(name)」を最もよく見分けるニューロン",
      x: Chart.Axis("answer  ·  反応の強さ"), y: Chart.Axis("pictures, %  ·  画像の割合 (%)"),
      series: [
        series(name) { $0 == findings.label },
        series("all others  ·  その他") { $0 != findings.label },
      ],
      markers: [
        Chart.Marker(Double(sign * findings.detector.threshold), label: "threshold  ·  しきい値")
      ])
  }

  /// The optimal stimulus, then the test pictures that it answers to most.
  func stimuli() -> Figure {
    let answers = answers
    let first = answers.indices.sorted { answers[$0] > answers[$1] }.prefix(23)
    let cells = first.map { index in
      Figure.Cell(
        pictures.picture(index),
        caption: name == nil ? "" : pictures.classNames[pictures.labels[index]],
        alt: "a picture that the neuron answers to")
    }
    let best = Figure.Cell(
      optimalStimulus(), caption: "optimal · 最適刺激", alt: "the neuron's optimal stimulus")
    return Figure(
      title: name.map {
        Wording(
          "What the best neuron for \($0) answers to most",
          "「\($0)」を最もよく見分けるニューロンが強く反応する画像")
      }
        ?? Wording(
          "What the neuron that varies most answers to most", "反応の差が最も大きいニューロンが強く反応する画像"),
      note: Wording(
        "First what gradient ascent from noise finds, with bounded contrast; then test pictures.",
        "最初はコントラストを制限した勾配上昇で求めた画像、続いてテスト画像。"),
      columns: 8, cells: [best] + cells)
  }

  /// Whether the pictures have no color; then the optimal stimulus is to have none.
  private var isGray: Bool {
    (0..<pictures.count).allSatisfy { index in
      let picture = pictures.picture(index)
      return picture.converted(to: .gray).converted(to: .rgb) == picture
    }
  }

  private var grayPreprocessing: ImagePreprocessing {
    let normalization = preprocessing.normalization
    return SmallPictures.preprocessing(
      ImageNormalization(
        scale: normalization.scale, mean: [normalization.mean[0]],
        standardDeviation: [normalization.standardDeviation[0]]))
  }

  private func optimalStimulus() -> Image {
    let (net, unit) = (neurons.learned, findings.detector.unit)
    let sign = findings.detector.isAbove ? 1.0 : -1.0
    var search = OptimalStimulus()
    search.seed = seed
    let progress = ProgressReporter(
      title: "gradient ascent", total: search.steps, unit: "steps")
    defer { progress.finish() }
    let isGray = isGray
    func answer(_ x: Tensor) -> Tensor {
      net(isGray ? concatenate([x, x, x], axis: 1) : x).flattened(from: 1).sliced(
        axis: 1, from: unit, to: unit + 1
      ).sum() * sign
    }
    return search.image(
      exciting: answer, of: isGray ? grayPreprocessing : preprocessing,
      parameters: net.parameters.map(\.value),
      report: { progress.update($0) })
  }
}
