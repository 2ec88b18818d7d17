import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The file `model.json` beside the weights of a network: how to use them.
public struct ModelCard: Sendable, Codable, Hashable {
  public static let fileName = "model.json"

  public let network: String
  public let title: String
  public let license: String
  /// The weights' file beside this one.
  public let weights: String
  /// A file beside this one with a line `IDENTIFIER TAB NAME` for each class, in order; nil for
  /// weights that end before the classes.
  public let classes: String?
  /// How the network wants its pictures.
  public let input: ImagePreprocessing

  /// The card in a model's folder. Throws `InputError` naming the file if it is missing or damaged.
  public init(folder: URL) throws {
    let file = folder.appending(path: Self.fileName)
    let bytes = try InputFile(file).allBytes()
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch {
      throw InputError(file.path, "is not the description of a model; fetch the model again")
    }
  }

  public init(
    network: String, title: String, license: String, weights: String, classes: String?,
    input: ImagePreprocessing
  ) {
    self.network = network
    self.title = title
    self.license = license
    self.weights = weights
    self.classes = classes
    self.input = input
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try [UInt8](encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
