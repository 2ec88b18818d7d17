import Foundation
import ShinsoTensor

/// The file `model.json` beside the weights of a network: how to use them.
public struct ModelCard: Sendable, Codable, Hashable {
  public static let fileName = "model.json"

  /// How the network wants its pictures; the keys are those of `ImagePreprocessing`.
  public struct Input: Sendable, Codable, Hashable {
    /// Pixels of the network's input.
    public let width: Int
    public let height: Int
    /// The shorter side is resized to this, then the middle is cut out.
    public let shortSide: Int?
    /// `bilinear` or `bicubic`.
    public let interpolation: String
    /// What pixels of 0...255 are multiplied by before the mean is subtracted.
    public let scale: Double
    /// One value for each channel, in channel order.
    public let mean: [Float]
    public let standardDeviation: [Float]
    /// `rgb` or `bgr`.
    public let channelOrder: String
  }

  public let network: String
  public let title: String
  public let license: String
  /// The weights' file beside this one.
  public let weights: String
  /// A file beside this one with a line `IDENTIFIER TAB NAME` for each class, in order.
  public let classes: String
  public let input: Input

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

  init(
    network: String, title: String, license: String, weights: String, classes: String, input: Input
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
