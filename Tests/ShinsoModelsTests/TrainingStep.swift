import ShinsoModels
import Testing

/// Ten updates on one batch must reach every parameter, those of auxiliary heads too, and take away
/// half of its loss, which is about log(classes) at first: some decrease comes of almost any update.
///
/// - Parameters:
///   - updates: fewer of a large network.
///   - factor: what is left of the loss, where half is too much to ask.
func expectLowerLoss(
  _ model: any TensorLayer, _ x: Tensor, classes: Int, _ optimizer: any Optimizer,
  updates: Int = 10, factor: Double = 0.5, sourceLocation: SourceLocation = #_sourceLocation
) {
  let labels = Tensor((0..<x.shape[0]).map { Int64($0 % classes) })
  func loss() -> Double { withoutGradients { softmaxCrossEntropy(model(x), labels).item() } }
  let before = loss()
  for _ in 0..<updates {
    let gradients = classificationLoss(model, x, labels).loss.gradients()
    #expect(
      model.parameters.allSatisfy { gradients[$0.value] != nil }, "every parameter has a gradient",
      sourceLocation: sourceLocation)
    optimizer.update(model, with: gradients)
  }
  let after = loss()
  #expect(after < before * factor, sourceLocation: sourceLocation)
}

/// Dropout makes one loss smaller than another by chance.
func stopDropout(_ model: any TensorLayer) {
  for (_, module) in model.modules where module is Dropout { module.mode = .evaluation }
}

/// Values from -scale to scale, of a picture.
func randomPictures(_ shape: Shape, scale: Double = 1) -> Tensor {
  Initializer.uniform(scale).make(shape, 1, 1, RandomKey(seed: 2, counter: 0))
}

/// The same, brighter in every other picture: easy to tell apart, also for a network whose outputs
/// are means over all places.
func brightAndDarkPictures(_ shape: Shape) -> Tensor {
  let brightness = (0..<shape[0]).map { Float($0 % 2) - 0.5 }
  return randomPictures(shape, scale: 0.5) + Tensor(brightness, shape: [shape[0], 1, 1, 1])
}
