import ShinsoModels
import Testing

/// Ten updates on one batch must reach every parameter and take away half of its loss, which is
/// about log(classes) at first: some decrease comes of almost any update.
func expectLowerLoss(
  _ model: any TensorLayer, _ x: Tensor, classes: Int, _ optimizer: any Optimizer,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let labels = Tensor((0..<x.shape[0]).map { Int64($0 % classes) })
  func loss() -> Double { withoutGradients { softmaxCrossEntropy(model(x), labels).item() } }
  let before = loss()
  for _ in 0..<10 {
    let gradients = softmaxCrossEntropy(model(x), labels).gradients()
    #expect(
      model.parameters.allSatisfy { gradients[$0.value] != nil }, "every parameter has a gradient",
      sourceLocation: sourceLocation)
    optimizer.update(model, with: gradients)
  }
  let after = loss()
  #expect(after < before / 2, sourceLocation: sourceLocation)
}
