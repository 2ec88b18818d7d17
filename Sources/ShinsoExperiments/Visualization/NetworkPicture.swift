import ArgumentParser
import ShinsoTraining
import ShinsoZoo

/// A kind of picture of what a network has learned, for any network: `shinso visualize NETWORK KIND`.
package protocol NetworkPicture: SendableMetatype {
  associatedtype Options: ParsableArguments

  /// Its name on the command line.
  static var kind: String { get }
  static var abstract: String { get }
  /// The options of a typical call, for its help.
  static var example: String { get }

  /// Whether it is always an HTML page.
  static var isPage: Bool { get }

  static func figures(of network: PretrainedNetwork, _ options: Options) throws -> [Figure]
}

extension NetworkPicture {
  package static var isPage: Bool { false }
}

/// The kinds of pictures, in the order of the help.
package enum NetworkPictures {
  package static let all: [any NetworkPicture.Type] = [
    FilterPicture.self, ActivationPicture.self, SaliencyPicture.self, ClassMapPicture.self,
    OptimalPicture.self, EmbeddingPicture.self, PagePicture.self,
  ]
}
