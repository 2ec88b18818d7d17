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

  let known = try features(train)
  let model = MultilayerPerceptron(
    known.sampleShape[0], hidden: [256], classes: photographs.classNames.count)
  let updater = ClassificationUpdater(
    model, Adam(learningRate: 1e-3),
    train: DataLoader(known, batchSize: 8, shuffle: .seed(1)),
    test: DataLoader(try features(heldOut), batchSize: 64))
  let result = try Trainer(
    updater,
    options: TrainerOptions(iterations: 200, output: output, title: "photographs"),
    extensions: [Evaluations(every: .everyEpoch), Patience(10), Curves()]
  ).run()
  try updater.lastEvaluation?.confusion.plot(to: output.appending(path: "confusion.png"))
  return result
}
