// A network of one's own: gets about 97 % of the test digits right after 10 epochs.

import Foundation
import Shinso

final class DigitNet: Module, Layer {
  let conv1 = Conv2d(1, 16, kernelSize: 3, activation: .relu)
  let conv2 = Conv2d(16, 32, kernelSize: 3, activation: .relu)
  let hidden = Linear(outputs: 64, activation: .relu)
  let dropout = Dropout(0.25)
  let output = Linear(64, 10)

  func forward(_ x: Tensor) -> Tensor {
    var h = maxPool2d(conv1(x), kernelSize: 2)  // [N, 16, 13, 13]
    h = maxPool2d(conv2(h), kernelSize: 2)  // [N, 32, 5, 5]
    return output(dropout(hidden(h.flattened(from: 1))))
  }
}

func digits(_ part: String) throws -> TensorDataset {
  let folder = try Fetcher().fetch(DataCatalog.mnist5k.entry)
  let images = try IDX.read(folder.appending(path: "\(part)-images-idx3-ubyte"))
  let labels = try IDX.read(folder.appending(path: "\(part)-labels-idx1-ubyte"))
  return TensorDataset(
    images.unsqueezed(1), labels: labels.scalars(as: Int.self),
    classNames: (0...9).map(String.init), scale: 1 / 255)
}

let model = DigitNet()
let optimizer = Adam(learningRate: 1e-3)
let loader = DataLoader(try digits("train"), batchSize: 50, shuffle: .seed(1))
let test = DataLoader(try digits("t10k"), batchSize: 100)
for epoch in 0..<10 {
  let batches = loader.epoch(epoch)
  while let batch = try batches.next() {
    let loss = softmaxCrossEntropy(model(batch.images), batch.labels)
    optimizer.update(model, with: loss.gradients())
  }
  let accuracy = try evaluate(model, on: test).accuracy
  print("epoch \(epoch + 1): \(Int((accuracy * 1000).rounded())) of 1000 test digits right")
}
