import Foundation
import ShinsoNN

/// A format of files that hold whole networks rather than weights alone.
public protocol NetworkFormat: Sendable {
  /// Its files, for messages: `Caffe (.prototxt, .caffemodel)`.
  static var files: String { get }

  /// The network in a file, or in a folder of files.
  ///
  /// - Parameter weights: the file of its weights, where that is named separately.
  /// - Returns: nil for files of another format, judged by what is in them.
  /// - Throws: `InputError` for a file of this format that cannot be used.
  static func read(_ url: URL, weights: URL?) throws -> ForeignNetwork?
}

/// The formats, in the order in which they are tried. A new one is a line here.
public enum NetworkFormats {
  public static let all: [any NetworkFormat.Type] = [
    CaffeFormat.self, ONNXFormat.self, ChainerFormat.self,
  ]
}

/// A network from files of another framework.
public struct ForeignNetwork {
  /// For titles.
  public let name: String
  public let architecture: Architecture
  /// All that the network is read from; its features are cached by what is in these files.
  public let files: [URL]
  /// The names of its classes, where the files hold them.
  public let classNames: [String]?
  /// What to tell of how images are prepared, where the files do not say it.
  let preparationNotes: [String]
  /// Reads it with its weights, and what a user should know of them; nil: the files hold none.
  let trained: (() throws -> (network: any TensorLayer, notes: [String]))?

  public init(
    name: String, architecture: Architecture, files: [URL], classNames: [String]? = nil,
    preparationNotes: [String] = [],
    trained: (() throws -> (network: any TensorLayer, notes: [String]))?
  ) {
    self.name = name
    self.architecture = architecture
    self.files = files
    self.classNames = classNames
    self.preparationNotes = preparationNotes
    self.trained = trained
  }
}
