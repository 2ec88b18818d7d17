import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

extension PretrainedNetwork {
  /// A network of the registry with the weights of a file.
  ///
  /// - Parameter isVariantKnown: whether weights that fit several variants are of the first of them
  ///   beyond doubt.
  /// - Throws: `InputError` if the file is of another network.
  init(
    _ entry: any NetworkEntry.Type, _ architecture: Architecture, weights: URL, part: String?,
    isVariantKnown: Bool, telling notes: LoadingNotes
  ) throws {
    if part == nil,
      let own = try Architecture(
        ofWeights: weights, for: entry, variant: architecture.variant["variant"])
    {
      try self.init(own, trained: weights, name: entry.name)
      return
    }
    let file = try WeightsFile(weights, part: part, isQuiet: notes == .nothing)
    let candidates = try file.candidates(entry, architecture)
    var problem: (any Error)?
    for candidate in candidates {
      do {
        let (network, count) = try file.network(entry, candidate)
        if !isVariantKnown, notes != .nothing {
          let others = candidates.filter { $0.variant != candidate.variant }
            .filter { $0.hasWeights(of: network, classes: count) }
          if let note = candidate.note(besides: others, file: weights) { Console.note(note) }
        }
        let names = entry.classNames.flatMap { $0.count == count ? $0 : nil }
        self.init(
          network, candidate, name: entry.name, ClassNames.usual(count: count, named: names),
          digest: try SHA256.hex(of: weights))
        return
      } catch { problem = problem ?? error }
    }
    throw problem ?? InputError(weights.path, "does not fit")
  }

  init(_ foreign: ForeignNetwork, telling notes: LoadingNotes) throws {
    guard let trained = foreign.trained else {
      throw InputError(foreign.name, "comes without trained weights; name a file by --weights")
    }
    let count = foreign.architecture.classCount ?? 0
    if let names = foreign.classNames, names.count != count {
      throw InputError(
        foreign.name,
        "has \(counted(count, "output")) and names for "
          + "\(counted(names.count, "class", "classes"))")
    }
    let classes = ClassNames.usual(count: count, named: foreign.classNames)
    let (network, found) = try trained()
    if notes != .nothing { found.forEach(Console.note) }
    if notes == .everything { foreign.preparationNotes.forEach(Console.note) }
    self.init(
      network, foreign.architecture, name: foreign.name, classes,
      digest: try foreign.files.map { try SHA256.hex(of: $0) }.joined(separator: " "))
  }

  /// A network of the registry that `shinso train` left in a file.
  ///
  /// - Parameter variant: the one that it must be of; nil: any.
  /// - Throws: `InputError` for a file of something else.
  public init(_ name: String, trained file: URL, variant: String? = nil) throws {
    let metadata = try SafetensorsFile(file).metadata
    let entry = try Networks.entry(name)
    let architecture = try Architecture(entry, trained: metadata, in: file)
    try architecture.check(variant: variant, of: entry, in: file)
    try self.init(architecture, trained: file, name: name)
  }

  init(_ architecture: Architecture, trained file: URL, name: String) throws {
    let content = try SafetensorsFile(file)
    let metadata = content.metadata
    guard let classes = metadata["classes"],
      let names = try? JSONDecoder().decode([String].self, from: Data(classes.utf8)),
      !names.isEmpty
    else { throw InputError(file.path, "does not say its classes") }
    let network = try architecture.make(classes: names.count)
    try network.load(
      content.tensors(), from: file.path, ignoring: { _ in architecture.holdsMore })
    self.init(
      network, architecture, name: name, ClassNames.Usual(names: names, areNames: true),
      digest: try SHA256.hex(of: file))
    learnedFromPictures = metadata["pictures"] != nil
    guard let saved = metadata["preprocessing"] else { return }
    guard
      let input = try? JSONDecoder().decode(ImagePreprocessing.self, from: Data(saved.utf8))
    else { throw InputError(file.path, "has a preprocessing that makes no sense") }
    guard input.inputShape == architecture.preprocessing.inputShape else {
      throw InputError(file.path, "prepares images in a way that \(name) does not take")
    }
    preprocessing = input
  }
}

extension Architecture {
  /// Whether it takes the weights of a network.
  fileprivate func hasWeights(of network: any TensorLayer, classes: Int) -> Bool {
    func shapes(_ layer: any TensorLayer) -> [String: Shape] {
      Dictionary(layer.state.map { ($0.name, $0.tensor.shape) }) { first, _ in first }
    }
    return (try? make(classes: classes)).map { shapes($0) == shapes(network) } ?? false
  }

  /// What to tell of weights that may be of several variants; nil: they are of this one alone.
  fileprivate func note(besides others: [Architecture], file: URL) -> String? {
    guard let own = variant["variant"], !others.isEmpty else { return nil }
    let rest = others.compactMap { $0.variant["variant"] }.joined(separator: " and ")
    return
      "\(file.relativePath): taken as \(source)'s variant \(own); its weights fit \(rest), too "
      + "(--variant takes another)"
  }
}
