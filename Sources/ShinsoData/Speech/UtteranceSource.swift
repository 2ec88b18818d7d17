import Foundation
import ShinsoFormats
import ShinsoTensor

/// Where the sound or the features of an utterance are: a file, or an entry of a Kaldi archive.
public struct UtteranceSource: Sendable, Hashable {
  public let file: URL
  private let entry: Entry?

  private struct Entry: Sendable, Hashable {
    let name: String
    /// Its first byte in the archive.
    let position: Int
  }

  public init(_ file: URL) { self.init(file, nil) }

  private init(_ file: URL, _ entry: Entry?) { (self.file, self.entry) = (file, entry) }

  /// The file, or the entries of an archive.
  ///
  /// - Throws: `InputError` if an archive is damaged.
  public static func all(in file: URL) throws -> [UtteranceSource] {
    guard file.pathExtension.lowercased() == archiveExtension else {
      return [UtteranceSource(file)]
    }
    let archive = try KaldiArchive(file)
    var sources: [UtteranceSource] = []
    var position = archive.position
    while let (name, _) = try archive.next() {
      sources.append(UtteranceSource(file, Entry(name: name, position: position)))
      position = archive.position
    }
    return sources
  }

  /// Whether a file's name is that of sound or features.
  public static func isSpeech(_ file: URL) -> Bool {
    let ending = file.pathExtension.lowercased()
    return AudioFile.extensions.contains(ending) || featureExtensions.contains(ending)
  }

  private static let archiveExtension = "ark"
  /// In lower case.
  private static let featureExtensions: Set<String> = ["mfc", "htk", "npy", archiveExtension]

  public var isSound: Bool { AudioFile.extensions.contains(file.pathExtension.lowercased()) }

  /// The name that errors use: the entry behind its file.
  public var name: String { named(file.path) }

  /// Relative to the working folder.
  public var relativeName: String { named(file.relativePath) }

  /// The name of the entry, if it is one.
  var entryName: String? { entry?.name }

  private func named(_ path: String) -> String { entry.map { "\(path):\($0.name)" } ?? path }

  /// Features from a file of features.
  ///
  /// - Throws: `InputError` if there are none, or the file is damaged.
  func features() throws -> FeatureMatrix {
    switch file.pathExtension.lowercased() {
    case "mfc": return try SphinxFeatures.read(file)
    case "npy": return try FeatureMatrix(npy: file)
    case "htk":
      let read = try HTKFeatures(file)
      guard !read.kind.contains("_D") else {
        throw InputError(
          file.path,
          "holds \(read.kind), with Δ, which are added here; write it without")
      }
      return read.features
    case Self.archiveExtension:
      guard let found = try KaldiArchive(file, at: entry?.position ?? 0).next() else {
        throw InputError(file.path, "is empty")
      }
      return found.features
    default:
      throw InputError(
        file.path,
        "is neither sound (WAV, FLAC, Ogg …) nor features of Sphinx (.mfc), HTK (.htk), NumPy (.npy) "
          + "or Kaldi (.ark)")
    }
  }
}
