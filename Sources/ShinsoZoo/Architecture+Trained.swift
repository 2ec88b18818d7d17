import Foundation
import ShinsoFormats
import ShinsoTensor

extension Architecture {
  /// What the metadata of a model say that it was trained from.
  ///
  /// - Throws: `InputError` naming the file for metadata of something else.
  init(
    trained metadata: [String: String], in file: URL, formats: [any NetworkFormat.Type]
  ) throws {
    guard let source = metadata[NetworkSource.networkKey], metadata["layer"] == nil else {
      throw InputError(file.path, "is a model of \(metadata["system"] ?? "?"), not a network")
    }
    if source == Self.caffe, let prototxt = metadata[Self.prototxtKey] {
      try self.init(prototxt: prototxt, in: file)
    } else if let entry = Networks.entries.first(where: { $0.name == source }) {
      self = try Architecture(entry, trained: metadata, in: file)
    } else {
      self = try NetworkSource.foreign(source, weights: nil, formats).architecture
    }
  }

  /// What a file of weights says of its network, if Shinso wrote it; nil for one that says nothing.
  ///
  /// - Parameter variant: the one that was asked for; nil: any.
  /// - Throws: `InputError` if the file is of another network or variant.
  init?(
    ofWeights file: URL, for entry: any NetworkEntry.Type, variant: String?
  ) throws {
    guard let metadata = try? SafetensorsFile(file).metadata,
      let network = metadata[NetworkSource.networkKey], metadata["classes"] != nil,
      metadata["layer"] == nil
    else { return nil }
    guard network == entry.name else {
      throw InputError(
        file.path,
        "is a model of \(network.printable), not of \(entry.name); name the file in place of a "
          + "network")
    }
    self = try Architecture(entry, trained: metadata, in: file)
    try check(variant: variant, of: entry, in: file)
  }

  /// - Throws: `InputError` if what a file holds is another variant than the one that was asked for.
  func check(
    variant asked: String?, of entry: any NetworkEntry.Type, in file: URL
  ) throws(InputError) {
    guard let asked, let own = variant["variant"] ?? entry.variants.first, asked != own else {
      return
    }
    throw InputError(file.path, "is of the variant \(own), not \(asked)")
  }

  /// A network of the registry with the options that the metadata of a model say.
  init(
    _ entry: any NetworkEntry.Type, trained metadata: [String: String], in file: URL
  ) throws {
    if let hidden = metadata["hidden"] {
      let sizes = hidden.split(separator: ",").map { Int($0) ?? 0 }
      guard !sizes.isEmpty, sizes.allSatisfy((1...65_536).contains) else {
        throw InputError(file.path, "says hidden \(hidden), which makes no sense")
      }
    }
    _ = try entry.options(variant: metadata["variant"], of: file.path)
    if let size = metadata["size"] {
      guard let number = Int(size) else {
        throw InputError(file.path, "says size \(size), which makes no sense")
      }
      try entry.check(size: number, of: file.path)
    }
    self.init(entry, variant: metadata.filter { !Self.notes.contains($0.key) })
  }

  /// What a model's metadata say besides the options of its network.
  private static let notes: Set = [
    "system", "network", "classes", "preprocessing", "pictures", "data", "root", "seed", "patience",
  ]
}
