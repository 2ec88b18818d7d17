import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Digits with what each net makes of them, and their codes as points of a plane.
struct DBNPictures {
  private let nets: DBNNets
  private let test: TensorDataset

  init(_ nets: DBNNets, _ test: TensorDataset) {
    self.nets = nets
    self.test = test
  }

  func write(reconstructions: URL, codes: URL) throws {
    try writeReconstructions(to: reconstructions)
    try writeCodes(to: codes)
  }

  /// The first test digit of each class, and its three reconstructions.
  private func writeReconstructions(to url: URL) throws {
    let chosen = test.classNames.indices.compactMap { test.labels.firstIndex(of: $0) }
    let subset = Subset(test, indices: chosen)
    guard let batch = try DataLoader(subset, batchSize: chosen.count).epoch(0).next() else {
      return
    }
    let x = batch.samples.flattened(from: 1)
    let rows: [(String, Tensor)] = withoutGradients {
      [
        ("", x), (Wording("pretrained", "事前学習").line, nets.autoencoder.reconstruct(x)),
        (Wording("random start", "乱数から").line, nets.randomAutoencoder.reconstruct(x)),
        (Wording("PCA", "主成分分析").line, nets.components.reconstruct(x)),
      ]
    }
    try PatternSheet(
      title: Wording(
        "Digits from codes of \(nets.components.directions.shape[0]) numbers", "短い符号から描いた数字"
      ).line,
      rows: rows.map { name, pixels in
        PatternSheet.Row(
          name.isEmpty ? Wording("test digit", "テスト用の数字").line : name,
          pixels.rows.enumerated().map { index, row in
            let error = zip(row, x.rows[index]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            return PatternSheet.Cell(
              Image(
                width: 28, height: 28, format: .gray,
                pixels: row.map { 255 - UInt8((min(max($0, 0), 1) * 255).rounded()) }),
              caption: name.isEmpty ? "" : String(format: "%.1f", error))
          })
      }
    ).write(to: url)
  }

  /// The codes of up to 2,000 test digits, on the two directions in which they differ most.
  func writeCodes(to url: URL) throws {
    let count = min(test.count, 2000)
    let subset = Subset(test, indices: Array(0..<count))
    let batches = DataLoader(subset, batchSize: count).epoch(0)
    guard let batch = try batches.next() else { return }
    let points: [[Float]] = withoutGradients {
      let codes = nets.autoencoder.encode(batch.samples.flattened(from: 1))
      if codes.shape[1] <= 2 { return codes.rows }
      return PrincipalComponents(of: codes, count: 2).encode(codes).rows
    }
    let series = test.classNames.enumerated().map { label, name in
      Chart.Series(
        name,
        points.enumerated().filter { test.labels[$0.offset] == label }.map {
          Chart.Point(Double($0.element[0]), Double($0.element.count > 1 ? $0.element[1] : 0))
        }, style: .points)
    }
    try Chart(
      title: Wording("Codes of \(count) test digits", "テスト用の数字の符号").line,
      x: Chart.Axis(Wording("first direction", "第1の方向").line),
      y: Chart.Axis(Wording("second direction", "第2の方向").line), series: series
    ).write(to: url)
  }
}
