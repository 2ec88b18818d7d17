import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

extension PretrainedNetwork {
  /// A network of the registry with weights that PyTorch left, by torchvision's names: a file of
  /// `torch.save`, or safetensors. It does not say its variant: the first one counts that the weights
  /// fit. Classes that the entry does not name are numbers.
  ///
  /// - Throws: `InputError` for a damaged file, or weights of another network.
  public init(_ name: String, stateDictionary file: URL) throws {
    let entry = try Networks.entry(name)
    let tensors = try Self.tensors(in: file)
    let variants = entry.variants.isEmpty ? [[:]] : entry.variants.map { ["variant": $0] }
    let (network, variant) = try Self.firstFitting(variants, file) { variant in
      let network = entry.make(classes: entry.classCount(variant: variant), variant: variant)
      let named = tensors.compactMap { key, tensor in
        entry.name(ofPyTorch: key, variant: variant).map { ($0, tensor) }
      }
      try network.load(named, from: file.path)
      return network
    }
    network.mode = .evaluation
    self.name = name
    model = network
    preprocessing = entry.preprocessing(variant: variant)
    classNames = entry.classNames ?? (0..<entry.classCount(variant: variant)).map(String.init)
    classIdentifiers = nil
    featureLayer = entry.featureLayer(variant: variant)
    digest = try SHA256.hex(of: file)
  }

  /// Whether a file is of that kind, rather than one that `shinso train` left.
  public static func isStateDictionary(_ file: URL) -> Bool {
    let kind = file.pathExtension.lowercased()
    if ["pt", "pth", "th"].contains(kind) { return true }
    guard kind == "safetensors", let content = try? SafetensorsFile(file) else { return false }
    return content.metadata["classes"] == nil && content.metadata["format"] == "pt"
  }

  private static func tensors(in file: URL) throws -> [(name: String, tensor: Tensor)] {
    if file.pathExtension.lowercased() == "safetensors" {
      return try SafetensorsFile(file).tensors()
    }
    return try PyTorchFile.stateDict(file)
  }

  /// The first of the variants that can be made; what is wrong with the first one if none can.
  private static func firstFitting(
    _ variants: [[String: String]], _ file: URL,
    _ make: ([String: String]) throws -> any TensorLayer
  ) throws -> (any TensorLayer, [String: String]) {
    var problem: (any Error)?
    for variant in variants {
      do { return (try make(variant), variant) } catch { problem = problem ?? error }
    }
    throw problem ?? InputError(file.path, "does not fit")
  }
}
