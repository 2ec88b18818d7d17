import ShinsoTensor

extension TrainedModel {
  /// A number of units.
  func size(_ key: String) throws -> Int {
    let size: Int = try value(key)
    guard (1...65_536).contains(size) else {
      throw InputError(file.path, "says \(key) \(size), which makes no sense")
    }
    return size
  }

  /// - Throws: `InputError` unless a tensor has this shape: before memory is taken for what the
  ///   metadata say.
  func require(_ shape: Shape, _ name: String) throws {
    guard content.shape(of: name) == shape else {
      throw InputError(file.path, "does not hold the \(name) that its metadata say")
    }
  }
}
