import ArgumentParser
import ShinsoZoo

/// The options of a network's own.
protocol NetworkOptions: ParsableArguments {
  /// By name, as its constructor takes them and its model's file keeps them.
  var values: [String: String] { get }
}

/// Of a network that has none.
struct NoNetworkOptions: NetworkOptions {
  var values: [String: String] { [:] }
}

/// Of a network with variants: which of them.
struct NetworkVariantOptions<Network: NetworkEntry>: NetworkOptions {
  @Option("Which of the networks of that name.") var variant = NetworkVariantName<Network>.first

  var values: [String: String] { ["variant": variant.rawValue] }
}

/// The name of a variant that there is.
struct NetworkVariantName<Network: NetworkEntry>: RawRepresentable, ExpressibleByArgument, Sendable
{
  let rawValue: String

  static var first: Self { Self(checked: allValueStrings.first ?? "") }
  static var allValueStrings: [String] { Network.variants }

  init?(rawValue: String) {
    guard Self.allValueStrings.contains(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  private init(checked rawValue: String) { self.rawValue = rawValue }

  var defaultValueDescription: String { rawValue }
}
