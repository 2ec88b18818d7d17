import ArgumentParser

/// Several values of one option, separated by commas: `300,100`.
public struct CommaList<Element: LosslessStringConvertible & Sendable & Equatable>:
  ExpressibleByArgument, ExpressibleByArrayLiteral, CustomStringConvertible, Sendable, Equatable
{
  public let values: [Element]

  public init(_ values: [Element]) { self.values = values }
  public init(arrayLiteral elements: Element...) { values = elements }

  public init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Element(String($0)) }
    guard values.count == parts.count, !values.isEmpty else { return nil }
    self.values = values
  }

  public var description: String { values.map(\.description).joined(separator: ",") }
  public var defaultValueDescription: String { description }
}

extension Limits {
  /// Every value of a list within the limits.
  public static func each<Element>(_ limits: Limits<Element>) -> Limits
  where Value == CommaList<Element> {
    Limits("\(limits.text), separated by commas") { $0.values.allSatisfy(limits.contains) }
  }
}
