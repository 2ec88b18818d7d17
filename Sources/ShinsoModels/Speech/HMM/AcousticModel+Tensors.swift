import ShinsoTensor

extension AcousticModel {
  /// What training changes, for checkpoints and files. Phones and tying are stored elsewhere.
  public var tensors: [(name: String, tensor: Tensor)] {
    let count = mixtures.componentCount
    return [
      ("transitions", Tensor(transitions.logarithms)), ("starts", Tensor(mixtures.starts)),
      ("weights", Tensor(mixtures.weights)),
      ("means", Tensor(mixtures.means, shape: [count, mixtures.width])),
      ("variances", Tensor(mixtures.variances, shape: [count, mixtures.width])),
    ]
  }

  /// - Parameter file: the name that error messages use.
  /// - Throws: `InputError` if a tensor is missing or does not fit phones and tying.
  public init(
    _ phones: PhoneSet, _ tying: any StateTying, _ tensors: [(name: String, tensor: Tensor)],
    from file: String
  ) throws {
    func tensor(_ name: String, _ dtype: DType, _ fits: (Shape) -> Bool) throws -> Tensor {
      guard let found = tensors.first(where: { $0.name == name })?.tensor, found.dtype == dtype,
        fits(found.shape)
      else {
        throw InputError(file, "has no tensor \(name) that fits the model, or it is damaged")
      }
      return found
    }
    let transitions = try tensor("transitions", .float32) { $0 == [phones.transitionCount] }
    let starts = try tensor("starts", .int32) { $0 == [tying.stateCount + 1] }
      .scalars(as: Int32.self)
    let weights = try tensor("weights", .float32) { $0.rank == 1 }
    let count = weights.elementCount
    let means = try tensor("means", .float32) { $0.rank == 2 && $0[0] == count && $0[1] > 0 }
    let variances = try tensor("variances", .float32) { $0 == means.shape }
    let values = variances.scalars(as: Float.self)
    guard starts.first == 0, starts.last == Int32(exactly: count),
      zip(starts, starts.dropFirst()).allSatisfy(<), values.allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw InputError(file, "is damaged: its mixtures have impossible sizes or variances") }
    self.init(
      phones, tying, TransitionModel(logarithms: transitions.scalars(as: Float.self)),
      GaussianMixtures(
        width: means.shape[1], starts: starts, weights: weights.scalars(as: Float.self),
        means: means.scalars(as: Float.self), variances: values))
  }
}
