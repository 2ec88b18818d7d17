import ArgumentParser
import ShinsoZoo

/// The options of a network's own.
protocol NetworkOptions: ParsableArguments {
  /// By name, as its constructor takes them and its model's file keeps them.
  var values: [String: String] { get }
  /// Of the pictures that it is trained on, in turns by epoch; empty for its own alone.
  var sizes: [Int] { get }
}

extension NetworkOptions {
  var sizes: [Int] { [] }
}

/// Of a network that has none.
struct NoNetworkOptions: NetworkOptions {
  var values: [String: String] { [:] }
}

/// Of a network with two kinds of options.
struct NetworkOptionPair<First: NetworkOptions, Second: NetworkOptions>: NetworkOptions {
  @OptionGroup var first: First
  @OptionGroup var second: Second

  var values: [String: String] { first.values.merging(second.values) { $1 } }
  var sizes: [Int] { first.sizes + second.sizes }
}
