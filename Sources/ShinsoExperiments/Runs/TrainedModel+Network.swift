import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

extension TrainedModel {
  /// Scores the network that it holds: on what its training held out, or on other data of the same
  /// classes.
  ///
  /// - Parameters:
  ///   - data: nil for those that it learned from.
  ///   - root: of a list of pictures.
  func evaluation(
    of network: PretrainedNetwork, on data: DataName?, root: FileName?, batchSize: Int
  ) throws -> (data: DataName, result: Evaluation) {
    let source = try self.source(data)
    if source.isDigits {
      return (source, try network.evaluation(on: source, batchSize: batchSize))
    }
    let pictures = try heldOut(of: source, root: root, fraction: PictureData.usualHeldOut)
    let dataset = ImageDataset(pictures, preprocessing: network.preprocessing)
    return (
      source, try network.evaluation(on: dataset, named: source.text, batchSize: batchSize)
    )
  }
}
