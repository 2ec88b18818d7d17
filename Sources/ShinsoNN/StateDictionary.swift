import ShinsoTensor

extension Module {
  /// The parameters and buffers with their paths, as in a model file.
  public var state: [(name: String, tensor: Tensor)] {
    parameters.map { ($0.name, $0.value.detached) } + buffers.map { ($0.name, $0.value.value) }
  }

  /// Loads weights by name. Weights that are missing, unexpected or have the wrong shape are listed
  /// in an error, and nothing is changed in that case.
  /// - Parameters:
  ///   - file: the name used in the error.
  ///   - ignoring: names that may be unused, such as counters of another framework.
  public func load(
    _ tensors: [(name: String, tensor: Tensor)], from file: String,
    ignoring: (String) -> Bool = { _ in false }
  ) throws(InputError) {
    var given: [String: Tensor] = [:]
    for (name, tensor) in tensors { given[name] = tensor }
    var problems: [String] = []
    var changes: [() -> Void] = []
    func match(_ name: String, _ shape: Shape?, _ assign: @escaping (Tensor) -> Void) {
      guard let tensor = given.removeValue(forKey: name) else {
        problems.append("\(name) is missing")
        return
      }
      if let shape, tensor.shape != shape {
        problems.append("\(name) has shape \(tensor.shape), not \(shape)")
        return
      }
      changes.append { assign(tensor.cast(to: .float32)) }
    }
    for (name, parameter) in parameters {
      match(name, parameter.isMaterialized ? parameter.shape : nil) { parameter.assign($0) }
    }
    for (name, buffer) in buffers {
      match(name, buffer.isMaterialized ? buffer.value.shape : nil) {
        // Copy the values, because the file may be mapped into memory.
        buffer.assign($0.copied())
      }
    }
    problems += given.keys.filter { !ignoring($0) }.sorted().map { "\($0) is not in the model" }
    guard problems.isEmpty else {
      let more = problems.count > 8 ? " and \(problems.count - 8) more" : ""
      throw InputError(
        file, "does not fit this model: " + problems.prefix(8).joined(separator: "; ") + more)
    }
    for change in changes { change() }
  }
}
