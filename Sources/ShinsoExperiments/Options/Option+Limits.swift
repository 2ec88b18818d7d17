import ArgumentParser

extension Option {
  /// An option with a default and limits; its help shows both.
  ///
  /// ```swift
  /// @Option("Words on each side of the center word.", in: 1...100) var window = 5
  /// ```
  public init(
    wrappedValue: Value, _ help: String, in limits: Limits<Value>,
    name: NameSpecification = .long
  ) where Value: ExpressibleByArgument {
    self.init(
      wrappedValue: wrappedValue, name: name,
      help: "\(help) (\(limits.text); default: \(wrappedValue.defaultValueDescription))"
    ) { try parsed($0, limits) }
  }

  public init(
    wrappedValue: Value, _ help: String, in range: ClosedRange<Value>,
    name: NameSpecification = .long
  ) where Value: ExpressibleByArgument & Comparable & Sendable {
    self.init(wrappedValue: wrappedValue, help, in: .range(range), name: name)
  }

  /// An option without limits, or one of several names; its help shows the default.
  public init(wrappedValue: Value, _ help: String, completion: CompletionKind? = nil)
  where Value: ExpressibleByArgument {
    self.init(wrappedValue: wrappedValue, help: ArgumentHelp(help), completion: completion)
  }

  /// An option that stands for something else while it is not given.
  ///
  /// - Parameter fallback: what its help names as the default, such as `one epoch`.
  public init<Given: ExpressibleByArgument & Sendable>(
    _ help: String, in limits: Limits<Given>, name: NameSpecification = .long,
    default fallback: String
  ) where Value == Given? {
    self.init(name: name, help: "\(help) (\(limits.text); default: \(fallback))") {
      try parsed($0, limits)
    }
  }

  public init<Given: ExpressibleByArgument>(
    _ help: String, name: NameSpecification = .long, default fallback: String,
    completion: CompletionKind? = nil
  ) where Value == Given? {
    let names = Given.allValueStrings
    let values = names.isEmpty ? "" : "\(names.joined(separator: ", ")); "
    self.init(
      name: name, help: "\(help) (\(values)default: \(fallback))",
      completion: completion ?? (names.isEmpty ? nil : .list(names))
    ) { text in
      guard let value = Given(argument: text) else {
        throw ValidationError(
          names.isEmpty ? "it makes no sense" : "must be \(alternatives(names))")
      }
      return value
    }
  }
}

extension NameSpecification {
  /// The property's name, and that of an older tool's option with its single dash: `-window`.
  public static func original(_ name: String) -> NameSpecification {
    [.long, .customLong(name, withSingleDash: true)]
  }
}

extension Option {
  private static var batchNames: NameSpecification {
    [.customLong("batch-size"), .customLong("batchsize")]
  }

  /// `--batch-size`, also spelled `--batchsize`.
  public init(wrappedValue: Int, batch help: String) where Value == Int {
    let limits = Limits.range(1...65_536)
    self.init(
      wrappedValue: wrappedValue, name: Self.batchNames,
      help: "\(help) (\(limits.text); default: \(wrappedValue))"
    ) { try parsed($0, limits) }
  }

  /// - Parameter fallback: what its help names as the default.
  public init(batch help: String, default fallback: String) where Value == Int? {
    let limits = Limits.range(1...65_536)
    self.init(name: Self.batchNames, help: "\(help) (\(limits.text); default: \(fallback))") {
      try parsed($0, limits)
    }
  }
}

extension Flag where Value == Bool {
  /// A switch that is off unless it is given.
  public init(wrappedValue: Bool, _ help: String) {
    self.init(wrappedValue: wrappedValue, help: "\(help) (default: off)")
  }
}

private func parsed<Value: ExpressibleByArgument>(
  _ text: String, _ limits: Limits<Value>
) throws -> Value {
  guard let value = Value(argument: text), limits.contains(value) else {
    throw ValidationError("must be \(limits.text)")
  }
  return value
}

/// `sgd, adam or lars`
func alternatives(_ names: [String]) -> String {
  names.count < 2
    ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
}
