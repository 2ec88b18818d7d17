import Foundation

/// A number that a training or an evaluation produces: its name, which direction is better, how it
/// is printed, and how the values of several batches are combined.
public struct Metric: Sendable, Hashable, Codable {
  public enum Direction: String, Sendable, Codable { case lower, higher }

  public enum Format: Sendable, Hashable, Codable {
    /// A fraction from 0 to 1, printed as 97.10%.
    case percent
    /// With this many decimals.
    case number(digits: Int)

    /// `percent`, or `.4` for four decimals.
    public init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      if text == "percent" {
        self = .percent
      } else if text.hasPrefix("."), let digits = Int(text.dropFirst()), (0...20).contains(digits) {
        self = .number(digits: digits)
      } else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "unknown format \(text)"))
      }
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .percent: try container.encode("percent")
      case .number(let digits): try container.encode(".\(digits)")
      }
    }
  }

  public enum Reduction: String, Sendable, Codable {
    /// The mean over the samples.
    case mean
    /// e to the power of the mean: perplexity from the mean loss in nats.
    case exponential
    /// The mean loss in nats, converted to bits.
    case bits
    /// The sum.
    case sum
  }

  /// Its key in logs and in JSON, in camel case: `bitsPerCharacter`.
  public let name: String
  public let direction: Direction
  public let format: Format
  public let reduction: Reduction
  /// Its title, where that is not its name in words.
  private let ownTitle: String?

  private enum CodingKeys: String, CodingKey {
    case name, direction, format, reduction
    case ownTitle = "title"
  }

  /// - Parameter title: how it is shown; nil: its name in words.
  public init(
    _ name: String, _ direction: Direction, _ format: Format = .number(digits: 4),
    reduction: Reduction = .mean, title: String? = nil
  ) {
    ownTitle = title
    self.name = name
    self.direction = direction
    self.format = format
    self.reduction = reduction
  }

  public static let loss = Metric("loss", .lower)
  public static let accuracy = Metric("accuracy", .higher, .percent)
  public static let top5Accuracy = Metric("top5Accuracy", .higher, .percent)
  public static let macroF1 = Metric("macroF1", .higher, .percent)
  public static let macroPrecision = Metric("macroPrecision", .higher, .percent)
  public static let macroRecall = Metric("macroRecall", .higher, .percent)
  public static let perplexity = Metric(
    "perplexity", .lower, .number(digits: 2), reduction: .exponential)
  public static let bitsPerCharacter = Metric(
    "bitsPerCharacter", .lower, .number(digits: 3), reduction: .bits)

  /// Formatted for people: `97.10%`, `41.93`.
  public func text(_ value: Double) -> String {
    switch format {
    case .percent: String(format: "%.2f%%", value * 100)
    case .number(let digits): String(format: "%.\(digits)f", value)
    }
  }

  /// How it is shown, usually its name in words: `bits per character`.
  public var title: String {
    if let ownTitle { return ownTitle }
    return name.reduce(into: "") { text, letter in
      // `top5Accuracy` becomes "top-5 accuracy", `macroF1` "macro F1".
      if letter.isUppercase {
        text += " " + (name.hasSuffix("F1") && letter == "F" ? "F" : letter.lowercased())
      } else if letter.isNumber, text.hasSuffix("top") {
        text += "-\(letter)"
      } else {
        text.append(letter)
      }
    }
  }

  /// Logs from before a metric had a title are of the same metric.
  public static func == (a: Metric, b: Metric) -> Bool {
    (a.name, a.direction, a.format, a.reduction) == (b.name, b.direction, b.format, b.reduction)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  public func isBetter(_ value: Double, than other: Double) -> Bool {
    direction == .lower ? value < other : value > other
  }
}
