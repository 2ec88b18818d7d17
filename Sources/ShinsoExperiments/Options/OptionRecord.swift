import ArgumentParser
import Foundation
import ShinsoTensor

/// The options of a command with their values, read from their declarations. It becomes words that
/// the same declarations parse again, and the `options` of a `config.json`.
public struct OptionRecord: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case flag
    case number(String)
    case text(String)

    /// A JSON file has 0.0 and 0 alike.
    public static func == (a: Value, b: Value) -> Bool {
      switch (a, b) {
      case (.flag, .flag): true
      case (.text(let a), .text(let b)): a == b
      case (.number(let a), .number(let b)):
        // Whole numbers may be too large for a double.
        UInt64(a) != nil && UInt64(b) != nil ? UInt64(a) == UInt64(b) : Double(a) == Double(b)
      default: false
      }
    }

    var text: String {
      switch self {
      case .flag: "on"
      case .number(let text), .text(let text): text
      }
    }

    /// A number as JSON keeps it: of 2.0 it does not say that it was no integer.
    static func number(of text: String) -> Value {
      let integer = Int(text) == nil ? Double(text).flatMap { Int(exactly: $0) } : nil
      return .number(integer.map(String.init) ?? text)
    }
  }

  /// By property name. Options that were not given and have no default are left out.
  public private(set) var values: [String: Value] = [:]
  /// Every option that is declared, given or not.
  private(set) var declared: Set<String> = []
  public private(set) var unrecorded: Set<String> = []
  public private(set) var changeable: Set<String> = []
  private var displaced: [String: [String]] = [:]

  public init() {}

  public init(_ options: any ParsableArguments) { add(options) }

  public mutating func add(_ options: any ParsableArguments) {
    var options = options
    if let traits = options as? any OptionTraits {
      func open<T: OptionTraits>(_ traits: T) -> any OptionTraits {
        unrecorded.formUnion(T.unrecorded)
        changeable.formUnion(T.changeable)
        displaced.merge(T.displaced) { $0 + $1 }
        return traits.settled()
      }
      if let settled = open(traits) as? any ParsableArguments { options = settled }
    }
    for child in Mirror(reflecting: options).children {
      guard let label = child.label else { continue }
      // A property wrapper's storage has an underscore before the name.
      let name = label.hasPrefix("_") ? String(label.dropFirst()) : label
      if let group = child.value as? any OptionGroupWrapper {
        add(group.group)
      } else if let wrapper = child.value as? any OptionWrapper {
        declared.insert(name)
        values[name] = Self.value(wrapper.recordedValue)
      }
    }
  }

  private static func value(_ value: Any) -> Value? {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
      return mirror.children.first.flatMap { self.value($0.value) }
    }
    switch value {
    case let flag as Bool: return flag ? .flag : nil
    case let text as any RecordedAsText: return .text(text.recordedText)
    case let number as any Numeric: return .number(of: "\(number)")
    case let name as any RawRepresentable<String>: return .text(name.rawValue)
    default: return .text("\(value)")
    }
  }

  public subscript(name: String) -> Value? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// Without what belongs to one call: what `config.json` holds.
  public var recorded: OptionRecord {
    var record = self
    record.values = values.filter { !unrecorded.contains($0.key) }
    return record
  }

  // MARK: Words

  /// As on a command line: `--batch-size=64`.
  public var words: [String] {
    values.sorted { $0.key < $1.key }.flatMap { name, value in
      let option = "--" + Self.optionName(name)
      if value == .flag { return [option] }
      // The parser takes nothing behind an equals sign for no value.
      return value.text.isEmpty ? [option, ""] : ["\(option)=\(value.text)"]
    }
  }

  /// What stays when the words of a new command line come on top: those of its options are dropped,
  /// and those that mean nothing beside them.
  public func overridden(by words: [String], with new: OptionRecord) -> OptionRecord {
    var record = self
    for name in new.names(in: words) {
      let changes = record.values[name] != new.values[name]
      record.values[name] = nil
      if changes { for other in new.displaced[name] ?? [] { record.values[other] = nil } }
    }
    return record
  }

  /// The property names of the long options among words.
  private func names(in words: [String]) -> [String] {
    let long = words.filter { $0.hasPrefix("--") }.map { $0.dropFirst(2).prefix { $0 != "=" } }
    let names = declared.filter { name in long.contains { $0 == Self.optionName(name) } }
    return names + (long.contains("batchsize") ? ["batchSize"] : [])
  }

  /// `batchSize` → `batch-size`, `decayEMA` → `decay-ema`: as the argument parser makes it.
  static func optionName(_ name: String) -> String {
    let letters = Array(name)
    return letters.indices.reduce(into: "") { text, place in
      let letter = letters[place]
      let followsSmall = place > 0 && !letters[place - 1].isUppercase
      let precedesSmall = place + 1 < letters.count && letters[place + 1].isLowercase
      if letter.isUppercase, place > 0, followsSmall || precedesSmall { text += "-" }
      text += letter.lowercased()
    }
  }
}

extension OptionRecord: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (name, value) in values {
      let key = Key(stringValue: name)
      switch value {
      case .flag: try container.encode(true, forKey: key)
      case .text(let text): try container.encode(text, forKey: key)
      case .number(let text):
        if let integer = Int(text) {
          try container.encode(integer, forKey: key)
        } else if let integer = UInt64(text) {
          try container.encode(integer, forKey: key)
        } else if let number = Double(text), number.isFinite {
          try container.encode(number, forKey: key)
        } else {
          try container.encode(text, forKey: key)
        }
      }
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      if try container.decodeNil(forKey: key) { continue }
      if let flag = try? container.decode(Bool.self, forKey: key) {
        values[key.stringValue] = flag ? .flag : nil
      } else if let integer = try? container.decode(Int.self, forKey: key) {
        values[key.stringValue] = .number("\(integer)")
      } else if let integer = try? container.decode(UInt64.self, forKey: key) {
        values[key.stringValue] = .number("\(integer)")
      } else if let number = try? container.decode(Double.self, forKey: key) {
        values[key.stringValue] = .number(of: "\(number)")
      } else {
        values[key.stringValue] = .text(try container.decode(String.self, forKey: key))
      }
    }
  }
}
