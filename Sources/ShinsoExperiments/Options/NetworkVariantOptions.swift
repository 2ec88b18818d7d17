import ArgumentParser
import ShinsoZoo

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
