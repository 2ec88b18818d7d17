import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Writes features of pictures to an npz file, batch by batch.
public struct FeatureWriter {
  let extractor: FeatureExtractor
  let batchSize: Int

  public init(_ extractor: FeatureExtractor, batchSize: Int) {
    self.extractor = extractor
    self.batchSize = batchSize
  }

  /// The pictures of a folder or an archive, by class if it has folders of them, or those of a list.
  public static func items(in data: URL) throws -> (items: [ImageFolder.Item], classes: [String]) {
    let found = try ImageFolder(of: data)
    guard !found.items.isEmpty else {
      throw InputError(data.path, "holds no JPEG, PNG or WebP images")
    }
    return (found.items, found.classNames)
  }

  public func write(
    _ items: [ImageFolder.Item], classes: [String], to target: URL, names: [String]
  ) throws {
    let dataset = ImageDataset(
      items: items.map { ($0.url, $0.label) }, classNames: classes,
      preprocessing: extractor.network.preprocessing)
    let progress = ProgressReporter(title: "features", total: items.count, unit: "images")
    let batches = try extractor.batches(of: dataset, batchSize: batchSize)
    var batch = try batches.next()
    // The file's header wants the width before anything is written.
    let width = batch?.shape[1] ?? 0
    try NPZWriter.write(to: target) { archive in
      try archive.add("features", shape: [items.count, width], dtype: .float32) { rows in
        var done = 0
        while let features = batch {
          try rows.append(features)
          done += features.shape[0]
          progress.update(done)
          batch = try batches.next()
        }
      }
      try archive.add("labels", Tensor(items.map(\.label)))
      try archive.add("files", names)
      try archive.add("classes", classes)
    }
    progress.finish()
  }
}
