import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

extension PretrainedNetwork {
  init(published entry: any NetworkEntry.Type, _ architecture: Architecture) throws {
    guard let pretrained = entry.pretrained else {
      throw InputError(
        entry.name,
        "has no published weights; train it (shinso train \(entry.name)) and name the run in its "
          + "place, or name a file by --weights")
    }
    if let variant = architecture.variant["variant"], variant != entry.variants.first {
      throw InputError(
        "--variant \(variant)", "has no published weights; name a file of them by --weights")
    }
    let folder = try Fetching.folder(pretrained.entry)
    let card = try ModelCard(folder: folder)
    let weights = folder.appending(path: card.weights)
    var classes: ClassNames?
    if let file = card.classes, pretrained.trunk == nil {
      let list = folder.appending(path: file)
      let names = try ClassNames(list)
      guard names.count == entry.classCount else {
        throw InputError(
          list.path,
          "lists \(counted(names.count, "class", "classes")) where \(entry.name) has "
            + "\(counted(entry.classCount, "output"))")
      }
      classes = names
    }
    model = try pretrained.trunk?.make() ?? architecture.make()
    try model.load(pretrained.load?(folder) ?? [], from: weights.path)
    model.mode = .evaluation
    name = entry.name
    self.architecture = architecture
    classNames = classes?.names ?? []
    hasClassNames = true
    classIdentifiers = classes?.identifiers
    preprocessing = card.input
    lastLayer = pretrained.trunk?.lastLayer
    featureLayer = lastLayer ?? entry.featureLayer
    digest = try SHA256.hex(of: weights)
  }

  /// The network in a folder of the zoo.
  ///
  /// - Throws: `InputError` where the files do not fit what the card says.
  init(zoo folder: URL, name: String, telling notes: LoadingNotes) throws {
    let card = try ModelCard(folder: folder)
    let weights = folder.appending(path: card.weights)
    if let (entry, architecture) = try card.architecture() {
      try self.init(
        entry, architecture, weights: weights, part: nil, isVariantKnown: true, telling: notes)
    } else {
      let source = try NetworkSource(weights.path)
      _ = try source.architecture.preparing(card, in: folder)
      self = try source.load(telling: notes)
    }
    self.name = name
    preprocessing = card.input
    guard let file = card.classes else { return }
    let classes = try ClassNames(folder.appending(path: file))
    guard classes.count == classNames.count else {
      throw InputError(
        folder.appending(path: file).path,
        "lists \(counted(classes.count, "class", "classes")) where \(name) has "
          + "\(counted(classNames.count, "output"))")
    }
    classNames = classes.names
    hasClassNames = true
    classIdentifiers = classes.identifiers
  }
}
