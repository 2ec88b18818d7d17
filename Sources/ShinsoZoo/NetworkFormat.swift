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
  /// Reads it with its weights; nil: the files hold none.
  let trained: (() throws -> any TensorLayer)?

  public init(
    name: String, architecture: Architecture, files: [URL], classNames: [String]? = nil,
    trained: (() throws -> any TensorLayer)?
  ) {
    self.name = name
    self.architecture = architecture
    self.files = files
    self.classNames = classNames
    self.trained = trained
  }
}
