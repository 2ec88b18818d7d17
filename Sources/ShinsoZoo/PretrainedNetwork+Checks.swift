import ShinsoNN
import ShinsoTensor

/// What a network from files may not be able to do.
extension PretrainedNetwork {
  /// - Throws: `InputError` if the weights end before the classes, or there are none.
  public func checkNamesClasses() throws {
    try checkIsClassifier()
    guard let lastLayer else { return }
    throw InputError(
      name,
      "cannot name classes: its published weights end at \(lastLayer); name others by --weights")
  }

  /// - Throws: `InputError` if it is made for something else, such as detection.
  func checkIsClassifier() throws {
    if architecture.classCount == nil { throw InputError(name, "is not a classifier") }
  }

  /// Whether a network takes pictures alone and has a row for each: files may fix their number,
  /// which shows only in the shapes.
  ///
  /// - Parameter part: this network or a part of it.
  /// - Throws: `InputError` if it has not.
  public func check(_ part: any TensorLayer, takesPictures count: Int) throws {
    guard let graph = part as? Graph, !graph.inputs.isEmpty else { return }
    guard graph.inputs.count == 1 else {
      throw InputError(name, "takes \(graph.inputs.count) inputs, not pictures alone")
    }
    let pictures = count == 1 ? "one picture" : "\(count) pictures at once"
    let shape = preprocessing.inputShape.replacing(axis: 0, with: count)
    let found: Shape
    do { found = try graph.outputShape(for: shape) } catch {
      throw InputError(name, "cannot take \(pictures): \(error)")
    }
    guard found.first == count else {
      throw InputError(name, "cannot take \(pictures): it makes \(found) of \(shape)")
    }
  }
}
