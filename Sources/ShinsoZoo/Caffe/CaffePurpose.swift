import ShinsoTensor

/// What a graph is made of a Caffe net for.
enum CaffePurpose {
  /// Use: the test phase, inputs of the sizes in the file or of the given one, no labels.
  case inference(input: Shape?)
  /// Training: samples of this shape, `[N, …]`, with labels.
  case training(input: Shape)

  var isTraining: Bool {
    if case .training = self { true } else { false }
  }
}
