import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

/// What `shinso data stats` tells of a collection of pictures.
public struct DataReport {
  public let statistics: ImageStatistics
  private let folder: ImageFolder

  /// - Parameter data: a folder with a folder a class, a folder of pictures, an archive of either, or
  ///   a list of pictures.
  /// - Throws: `InputError` for what is none of these.
  public init(_ data: String) throws {
    let survey = try ImageSurvey(URL(filePath: data))
    folder = survey.folder
    let progress = ProgressReporter(title: "reading", total: folder.items.count, unit: "images")
    statistics = ImageStatistics(
      folder, problems: survey.problems, passedOver: survey.passedOver
    ) { progress.update($0) }
    progress.finish()
  }

  /// Lines for people.
  public var lines: [String] {
    let numbers = statistics
    func spread(_ spread: ImageStatistics.Spread) -> String {
      "\(spread.smallest) to \(spread.largest), half below \(spread.median)"
    }
    func list(_ values: [Double]) -> String {
      values.map { String(format: "%.4f", $0) }.joined(separator: ", ")
    }
    let counts = numbers.classes.map(\.pictures)
    var lines = [
      "\(counted(numbers.pictures, "picture")) of "
        + "\(counted(numbers.classes.count, "class", "classes")), "
        + "\(counts.min() ?? 0) to \(counts.max() ?? 0) a class",
      "width: \(spread(numbers.width))", "height: \(spread(numbers.height))",
      "bytes: \(spread(numbers.fileSize))", "mean (0 to 1): \(list(numbers.mean))",
      "standard deviation: \(list(numbers.standardDeviation))",
      "equal to another: \(numbers.duplicates)", "damaged: \(numbers.damaged.count)",
    ]
    if let passedOver = numbers.passedOver?.text { lines.append("passed over: \(passedOver)") }
    lines += numbers.damaged.map { "  \($0.file): \($0.problem)".printable }
    return lines
  }

  /// Each class with the number of its pictures.
  public var rows: [[String]] {
    statistics.classes.map { [$0.name.printable, "\($0.pictures)"] }
  }

  /// Draws pictures of all classes, spread evenly, with their classes.
  ///
  /// - Throws: `InputError` if there are none, or the file cannot be written.
  public func writeSheet(to url: URL) throws {
    let broken = Set(statistics.damaged.map(\.file))
    let items = folder.items.filter { !broken.contains($0.url.path) }
    guard !items.isEmpty else {
      throw InputError(url.path, "cannot be drawn: none of the pictures can be read")
    }
    let chosen = ContactSheet.choice(of: items.count, limit: 48)
    try ContactSheet(
      entries: chosen.map { index in
        ContactSheet.Entry(
          url: items[index].url,
          captions: [
            ContactSheet.Caption(folder.classNames[items[index].label]),
            ContactSheet.Caption(items[index].url.lastPathComponent, color: "#909090"),
          ])
      }, title: "\(chosen.count) of \(items.count) pictures"
    ).write(to: url)
  }
}
