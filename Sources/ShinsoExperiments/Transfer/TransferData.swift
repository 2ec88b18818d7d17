import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Pictures by class for transfer learning: a folder with a folder a class, or `openclipart`.
struct TransferData {
  let name: String
  let classNames: [String]
  let train: ImageFolder
  let heldOut: ImageFolder

  /// Everything for training, nothing held out: for cross-validation.
  init(everythingOf data: String) throws {
    let split = try TransferData(data, heldOut: 0, seed: 0)
    name = data
    classNames = split.classNames
    train = ImageFolder(
      classNames: split.classNames, items: split.train.items + split.heldOut.items)
    heldOut = ImageFolder(classNames: split.classNames, items: [])
  }

  init(_ data: String, heldOut fraction: Double, seed: UInt64) throws {
    name = data
    if data == "openclipart" {
      let folder = try Fetching.folder(DataCatalog.openClipart.entry)
      let split = try OpenClipart.items(in: folder)
      (train, heldOut) = (split.train, split.heldOut)
      classNames = split.train.classNames
      return
    }
    if DataCatalog.entries.contains(where: { $0.id == data }) {
      throw InputError("--data \(data)", "has no picture files; use openclipart or a folder")
    }
    let url = URL(filePath: data)
    let folder =
      try ImageList.isList(url)
      ? ImageFolder(list: url, requireClasses: 2) : ImageFolder(url, requireClasses: 2)
    (train, heldOut) = folder.split(heldOut: fraction, seed: seed)
    classNames = folder.classNames
    if train.items.isEmpty || (fraction > 0 && heldOut.items.isEmpty) {
      throw InputError(data, "has \(folder.items.count) pictures, too few to hold some out")
    }
  }
}

extension PretrainedNetwork {
  /// Features of all pictures in memory, `[N, D]`, with a progress line.
  ///
  /// - Parameter isCached: look them up by the pictures' content first, and keep what is computed.
  func features(
    of items: [ImageFolder.Item], classNames: [String], layer: String?, title: String,
    isCached: Bool = false
  ) throws -> Tensor {
    guard isCached else {
      return try computedFeatures(of: items, classNames: classNames, layer: layer, title: title)
    }
    let cache = FeatureCache(key: featureKey(layer ?? featureLayer))
    let digests = try items.map { SHA256.hex(of: Data(try PackedFile.bytes(of: $0.url))) }
    var seen: Set<String> = []
    let missing = items.indices.filter {
      cache[digests[$0]] == nil && seen.insert(digests[$0]).inserted
    }
    var computed: [String: [Float]] = [:]
    if !missing.isEmpty {
      let features = try computedFeatures(
        of: missing.map { items[$0] }, classNames: classNames, layer: layer, title: title)
      cache.add(missing.map { digests[$0] }, features)
      let (values, width) = (features.scalars(as: Float.self), features.shape[1])
      for (row, index) in missing.enumerated() {
        computed[digests[index]] = Array(values[row * width..<(row + 1) * width])
      }
    }
    let rows = digests.compactMap { cache[$0] ?? computed[$0] }
    let width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }) else {
      throw InputError("feature cache", "holds features of different lengths; remove its folder")
    }
    return Tensor(rows.flatMap { $0 }, shape: [rows.count, width])
  }

  private func computedFeatures(
    of items: [ImageFolder.Item], classNames: [String], layer: String?, title: String
  ) throws -> Tensor {
    let dataset = ImageDataset(
      items: items.map { ($0.url, $0.label) }, classNames: classNames,
      preprocessing: preprocessing)
    let progress = ProgressReporter(title: title, total: items.count, unit: "images")
    let batches = try features(of: dataset, layer: layer)
    var parts: [Tensor] = []
    var done = 0
    while let batch = try batches.next() {
      parts.append(batch)
      done += batch.shape[0]
      progress.update(done)
    }
    progress.finish()
    return withoutGradients { concatenate(parts, axis: 0) }
  }
}
