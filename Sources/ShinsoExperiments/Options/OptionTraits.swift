import ArgumentParser

/// What a group of options says of its members, by their property names.
public protocol OptionTraits {
  /// Not part of `config.json`: they belong to one call.
  static var unrecorded: Set<String> { get }
  /// May change when a run is resumed: how long it goes on and what it shows.
  static var changeable: Set<String> { get }
  /// Files that a training writes besides those in its folder.
  static var outputs: Set<String> { get }
  /// What a new value of one option makes void of a recorded run.
  static var displaced: [String: [String]] { get }
  /// Other names of options, without dashes, and the properties that they stand for.
  static var aliases: [String: String] { get }
  /// With what the system chooses itself filled in.
  func settled() -> Self
}

extension OptionTraits {
  public static var unrecorded: Set<String> { [] }
  public static var changeable: Set<String> { [] }
  public static var outputs: Set<String> { [] }
  public static var displaced: [String: [String]] { [:] }
  public static var aliases: [String: String] { [:] }
  public func settled() -> Self { self }
}

/// A value that a record writes in another way than the command line showed it.
public protocol RecordedAsText {
  var recordedText: String { get }
}

/// What property wrappers of the argument parser hold.
protocol OptionWrapper {
  var recordedValue: Any { get }
}

extension Option: OptionWrapper {
  var recordedValue: Any { wrappedValue }
}

extension Flag: OptionWrapper {
  var recordedValue: Any { wrappedValue }
}

protocol OptionGroupWrapper {
  var group: any ParsableArguments { get }
}

extension OptionGroup: OptionGroupWrapper {
  var group: any ParsableArguments { wrappedValue }
}
