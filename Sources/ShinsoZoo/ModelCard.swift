import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The file `model.json` beside the weights of a network: how to use them.
public struct ModelCard: Sendable, Codable, Hashable {
  public static let fileName = "model.json"

  /// A name of the registry; for files that hold a whole network, the entry's own.
  public let network: String
  /// Which of the forms of that network; nil: the first.
  public let variant: String?
  public let title: String
  public let license: String
  /// The weights' file beside this one.
  public let weights: String
  /// A file beside this one with a line `IDENTIFIER TAB NAME` for each class, in order; nil for
  /// weights that end before the classes.
  public let classes: String?
  /// How the network wants its pictures.
  public let input: ImagePreprocessing
  /// What its makers say that it scores, and on what.
  public let accuracy: String?
  /// Where it is from.
  public let homepage: String?
  /// Of what is in the cache: ``imported``, or the file or address of the entries that it was fetched
  /// by; nil: Shinso lists it.
  public private(set) var origin: String?

  static let imported = "import"

  /// The card in a model's folder. Throws `InputError` naming the file if it is missing or damaged.
  public init(folder: URL) throws {
    let file = folder.appending(path: Self.fileName)
    let bytes = try InputFile(file).allBytes()
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch {
      throw InputError(file.path, "is not the description of a model; fetch the model again")
    }
    for name in [weights, classes].compactMap(\.self) where !ZooName.isFile(name) {
      throw InputError(file.path, "names \(quoted(name)), which does not lie beside it")
    }
  }

  public init(
    network: String, variant: String? = nil, title: String, license: String, weights: String,
    classes: String?, input: ImagePreprocessing, accuracy: String? = nil, homepage: String? = nil
  ) {
    self.network = network
    self.variant = variant
    self.title = title
    self.license = license
    self.weights = weights
    self.classes = classes
    self.input = input
    self.accuracy = accuracy
    self.homepage = homepage
  }

  /// The card of the same network in the cache.
  func noting(origin: String) -> ModelCard {
    var card = self
    card.origin = origin
    return card
  }

  /// The network of the registry that it is of, made for its pictures; nil: its files hold their own.
  ///
  /// - Throws: `InputError` for a variant or a size that the network does not have.
  func architecture() throws -> (entry: any NetworkEntry.Type, architecture: Architecture)? {
    guard let entry = Networks.entries.first(where: { $0.name == network }) else { return nil }
    let subject = "network \(network)"
    var options = try entry.options(variant: variant, of: subject)
    if input.width != entry.preprocessing(variant: options).width {
      try entry.check(size: input.width, of: subject)
      options["size"] = "\(input.width)"
    }
    let architecture = Architecture(entry, variant: options)
    guard architecture.preprocessing.inputShape == input.inputShape else {
      throw InputError(
        subject,
        "takes images \(architecture.preprocessing.inputShape), not \(input.inputShape) as the "
          + "entry says")
    }
    return (entry, architecture.preparing(input))
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try [UInt8](encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
