import Foundation
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// The table of Jarrett et al., ICCV 2009: how often a classifier on one stage of features is right, by
/// where the filters come from (rows) and by what follows them (columns).
struct StageTable {
  /// Where filters come from, and whether they are trained with the classifier (+).
  struct Filters {
    let isLearned: Bool
    let isTrained: Bool

    /// `U+`
    var name: String { (isLearned ? "U" : "R") + (isTrained ? "+" : "") }
    var title: String {
      (isLearned ? "U, learned without labels" : "R, random") + (isTrained ? ", then trained" : "")
    }
    fileprivate var metricName: String {
      (isLearned ? "unsupervised" : "random") + (isTrained ? "Trained" : "Fixed")
    }
  }

  static let rows = [
    Filters(isLearned: true, isTrained: true), Filters(isLearned: false, isTrained: true),
    Filters(isLearned: true, isTrained: false), Filters(isLearned: false, isTrained: false),
  ]

  /// The paper's five first.
  static let columns = [
    FilterStage.Form(rectifies: true, normalizes: true, poolsMaxima: false),
    FilterStage.Form(rectifies: true, normalizes: false, poolsMaxima: false),
    FilterStage.Form(rectifies: false, normalizes: true, poolsMaxima: true),
    FilterStage.Form(rectifies: false, normalizes: true, poolsMaxima: false),
    FilterStage.Form(rectifies: false, normalizes: false, poolsMaxima: false),
    FilterStage.Form(rectifies: true, normalizes: true, poolsMaxima: true),
    FilterStage.Form(rectifies: true, normalizes: false, poolsMaxima: true),
    FilterStage.Form(rectifies: false, normalizes: false, poolsMaxima: true),
  ]

  /// Table 1 of the paper, the single stage: percent of Caltech-101 by the rows and the first five
  /// columns.
  static let paper = [
    [54.2, 50.0, 44.3, 18.5, 14.5],
    [54.8, 47.0, 38.0, 16.3, 14.3],
    [52.2, 43.3, 44.0, 17.2, 13.4],
    [53.3, 31.7, 32.1, 15.3, 12.1],
  ]

  /// Test accuracies, a row for each of ``rows``.
  let accuracies: [[Double]]
  /// What the pictures were; nil: the model's file does not say.
  let data: String?

  init(_ accuracies: [[Double]], of data: String?) {
    self.accuracies = accuracies
    self.data = data
  }

  // MARK: Files

  /// `[4, 8]`.
  var tensor: Tensor {
    Tensor(accuracies.flatMap { $0 }, shape: [Self.rows.count, Self.columns.count])
  }

  /// - Parameter file: the name used in error messages.
  init(_ tensor: Tensor, of data: String?, from file: String) throws {
    self.data = data
    guard tensor.dtype == .float64, tensor.shape == [Self.rows.count, Self.columns.count] else {
      throw InputError(file, "holds a table of shape \(tensor.shape)")
    }
    let values = tensor.scalars(as: Double.self)
    accuracies = Self.rows.indices.map { row in
      Array(values[row * Self.columns.count..<(row + 1) * Self.columns.count])
    }
  }

  // MARK: Showing

  /// `randomFixedAbsNormMean`
  var metrics: [(metric: Metric, value: Double)] {
    zip(Self.rows, accuracies).flatMap { row, values in
      zip(Self.columns, values).map { form, value in
        let name =
          row.metricName + (form.rectifies ? "Abs" : "") + (form.normalizes ? "Norm" : "")
          + (form.poolsMaxima ? "Max" : "Mean")
        return (Metric(name, .higher, .percent, title: "table, \(row.name) \(form.title)"), value)
      }
    }
  }

  private var title: String {
    "One stage of features" + (data.map { " on \($0)" } ?? "") + ": accuracy (%)"
  }

  /// Ours, and the paper's in parentheses, of other pictures.
  var lines: [String] {
    let rows = Self.rows.indices.map { row in
      [Self.rows[row].name]
        + Self.columns.indices.map { column in
          text(row, column) + (note(row, column).map { " (\($0))" } ?? "")
        }
    }
    return ["\(title); in parentheses the paper's, of Caltech-101"]
      + Table(["FILTERS"] + Self.columns.map { ">\($0.title)" }, rows).lines
      + [
        "U: filters learned without labels; R: random; +: then trained with the classifier",
        "R_abs: absolute values; N: contrast normalization; P_A: means pooled; P_M: maxima pooled",
      ]
  }

  var sheet: TableSheet {
    TableSheet(
      title: "\(title), below it the paper's on Caltech-101", columns: Self.columns.map(\.title),
      rows: Self.rows.indices.map { row in
        TableSheet.Row(
          Self.rows[row].title,
          Self.columns.indices.map { column in
            TableSheet.Cell(
              text(row, column), note: note(row, column).map { "paper \($0)" } ?? "",
              shade: shade(accuracies[row][column]))
          })
      })
  }

  private func text(_ row: Int, _ column: Int) -> String {
    String(format: "%.1f", 100 * accuracies[row][column])
  }

  private func note(_ row: Int, _ column: Int) -> String? {
    Self.paper[row].indices.contains(column)
      ? String(format: "%.1f", Self.paper[row][column]) : nil
  }

  /// White for the least of the table.
  private func shade(_ accuracy: Double) -> Double {
    let all = accuracies.flatMap { $0 }
    let (least, most) = (all.min() ?? 0, all.max() ?? 1)
    return most > least ? (accuracy - least) / (most - least) : 0
  }
}

extension FilterStage.Form {
  /// As in the paper: `R_abs-N-P_A`.
  var title: String {
    (rectifies ? "R_abs-" : "") + (normalizes ? "N-" : "") + (poolsMaxima ? "P_M" : "P_A")
  }
}
