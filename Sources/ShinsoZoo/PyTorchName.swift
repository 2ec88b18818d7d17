/// Names of weights in PyTorch's state dictionaries.
public enum PyTorchName {
  private static let leaves = ["running_mean": "runningMean", "running_var": "runningVariance"]

  /// The name here of a weight in a module of the same name; nil for batch norm's counter, which
  /// nothing needs.
  public static func converted(_ key: String) -> String? {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false)
    guard let leaf = parts.last, leaf != "num_batches_tracked" else { return nil }
    guard let own = leaves[String(leaf)] else { return key }
    return (parts.dropLast() + [own[...]]).joined(separator: ".")
  }

  /// As ``converted(_:)``, with modules renamed that the table has by their names there.
  public static func converted(_ key: String, modules: [String: String]) -> String? {
    guard let name = converted(key) else { return nil }
    guard let dot = name.lastIndex(of: "."), let module = modules[String(name[..<dot])] else {
      return name
    }
    return module + name[dot...]
  }
}
