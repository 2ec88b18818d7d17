import Foundation
import Shinso

/// Learns the classes of the photographs in a folder.
func learnPhotographs(in folder: URL, output: URL) throws -> TrainingResult {
  let photographs = try ImageFolder(folder, requireClasses: 2)
  let (train, heldOut) = photographs.split(heldOut: 0.2, seed: 1)

  let network = try PretrainedNetwork("efficientnet-lite0")
  func features(_ part: ImageFolder) throws -> TensorDataset {
    let pictures = ImageDataset(part, preprocessing: network.preprocessing)
    let batches = try FeatureExtractor(network).batches(of: pictures)
    var rows: [Tensor] = []
    while let batch = try batches.next() { rows.append(batch) }
    return TensorDataset(
      concatenate(rows, axis: 0), labels: part.items.map(\.label), classNames: part.classNames)
  }
}
