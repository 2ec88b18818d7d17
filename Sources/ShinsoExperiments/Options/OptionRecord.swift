import ArgumentParser
import Foundation
import ShinsoTensor

/// The options of a command with their values, read from their declarations. It becomes words that
/// the same declarations parse again, and the `options` of a `config.json`.
public struct OptionRecord: Sendable {
  /// By property name. Options that were not given and have no default are left out.
  public private(set) var values: [String: Value] = [:]
  /// Every option that is declared, given or not.
  private(set) var declared: Set<String> = []
  public private(set) var unrecorded: Set<String> = []
  public private(set) var changeable: Set<String> = []
  private var outputs: Set<String> = []
  private var displaced: [String: [String]] = [:]
  private var aliases = ["batchsize": "batchSize"]
  /// What declares them; nil if they are only what a file says.
  private var declarations: (any ParsableArguments.Type)?

  public init() {}

  public init(_ options: any ParsableArguments) {
    declarations = type(of: options)
    add(options)
    dropIdleSwitches()
  }

  init(values: [String: Value]) { self.values = values }

  private mutating func add(_ options: any ParsableArguments) {
    var options = options
    if let traits = options as? any OptionTraits {
      func open<T: OptionTraits>(_ traits: T) -> any OptionTraits {
        unrecorded.formUnion(T.unrecorded)
        changeable.formUnion(T.changeable)
        outputs.formUnion(T.outputs)
        displaced.merge(T.displaced) { $0 + $1 }
        aliases.merge(T.aliases) { $1 }
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
    case let flag as Bool: return .flag(flag)
    case let text as any RecordedAsText: return .text(text.recordedText)
    case let number as any Numeric: return .number(of: "\(number)")
    case let name as any RawRepresentable<String>: return .text(name.rawValue)
    case _ where mirror.displayStyle == .collection:
      let list = mirror.children.compactMap { self.value($0.value) }
      return list.isEmpty ? nil : .list(list)
    default: return .text("\(value)")
    }
  }

  /// A switch that is off unless it is given needs no mention; one that is on needs its `--no-x`.
  private mutating func dropIdleSwitches() {
    let off = values.filter { $0.value == .flag(false) }.keys
    if off.isEmpty { return }
    var defaults = OptionRecord()
    if let none = try? declarations?.parse([]) { defaults.add(none) }
    for name in off where defaults.declared.isEmpty || defaults[name] == .flag(false) {
      values[name] = nil
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

  // MARK: Files

  /// These options with the values that a file has for them.
  public func holding(_ file: OptionRecord) -> OptionRecord {
    var record = self
    record.values = file.values
    record.dropIdleSwitches()
    return record
  }

  /// These options as the values of a file make them. Those that the file does not name, because
  /// they are newer than the file or were left out of it, have their defaults.
  ///
  /// - Throws: `InputError` naming the file if the options do not take its values.
  public func reading(_ file: OptionRecord, from url: URL) throws -> OptionRecord {
    guard let declarations else { return file }
    let held = holding(file)
    let record: OptionRecord
    do { record = OptionRecord(try declarations.parse(held.words)) } catch {
      throw InputError(
        url.path, "is not a run's config.json: \(declarations.message(for: error))")
    }
    for (name, value) in held.values where value.isList && record[name]?.isList != true {
      throw InputError(url.path, "is not a run's config.json: \(name) takes a single value")
    }
    return record
  }

  /// With the files that a training writes in another folder, so that those of an earlier one stay.
  public func withOutputs(in folder: URL) -> OptionRecord {
    var record = self
    for name in outputs {
      guard let path = values[name]?.text else { continue }
      record.values[name] = .text(
        folder.appending(path: URL(filePath: path).lastPathComponent).path)
    }
    return record
  }

  /// Whether there is such an option, given or not.
  package func declares(_ name: String) -> Bool { declared.contains(name) }

  /// The first option, by name, whose value is another than a file says, of those that may not change
  /// when a run is resumed; nil if there is none.
  ///
  /// - Throws: `InputError` naming the file if the options do not take its values.
  package func difference(
    from file: OptionRecord, in url: URL
  ) throws -> (name: String, now: String?, then: String?)? {
    let (then, now) = (try reading(file, from: url).recorded, recorded)
    for name in Set(then.values.keys).union(now.values.keys).sorted()
    where !changeable.contains(name) && then[name] != now[name] {
      let (before, after) = (then[name]?.text, now[name]?.text)
      if name == "data", let before, let after, DataName(before).isSame(as: DataName(after)) {
        continue
      }
      return (name, after, before)
    }
    return nil
  }

  // MARK: Words

  /// As on a command line: `--batch-size=64`.
  public var words: [String] {
    values.sorted { $0.key < $1.key }.flatMap { $1.words(for: Self.optionName($0)) }
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
    let long = words.filter { $0.hasPrefix("-") }
      .map { String($0.drop { $0 == "-" }.prefix { $0 != "=" }) }
    return declared.filter { name in
      let option = Self.optionName(name)
      return long.contains { $0 == option || $0 == "no-" + option || aliases[$0] == name }
    }
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

extension OptionRecord: Equatable {
  public static func == (a: OptionRecord, b: OptionRecord) -> Bool {
    (a.values, a.declared) == (b.values, b.declared)
      && (a.unrecorded, a.changeable) == (b.unrecorded, b.changeable)
  }
}
