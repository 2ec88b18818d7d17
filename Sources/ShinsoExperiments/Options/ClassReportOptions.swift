import ArgumentParser
import ShinsoTraining

/// What `evaluate` shows of a classifier besides its scores.
public struct ClassReportOptions: ParsableArguments {
  @Flag("Also a table of more than 60 classes.") public var perClass = false
  @Flag("Also what was taken for what: the confusion matrix.") public var confusion = false

  public init() {}

  /// The report with what was asked for.
  public func completed(_ report: Report) -> Report {
    var report = report
    report.encodesConfusion = confusion
    if confusion, let matrix = report.confusion { report.lines.append(matrix.table) }
    report.showsEveryClass = perClass
    return report
  }
}
