/// Tensors of a file that are left out because no `Tensor` has such elements.
enum UnreadTensors {
  /// Says which, if there are any.
  static func note(_ tensors: [(name: String, type: String)], in file: String) {
    guard !tensors.isEmpty else { return }
    let shown = tensors.prefix(3).map { "\(quoted($0.name)) (\($0.type))" }.joined(separator: ", ")
    let more = tensors.count > 3 ? " and \(tensors.count - 3) more" : ""
    Console.note("\(file): leaves out \(shown)\(more), whose elements Shinso does not compute in")
  }
}
