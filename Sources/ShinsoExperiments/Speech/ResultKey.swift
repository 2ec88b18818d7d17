import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// A digest of what a result depends on.
struct ResultKey: ~Copyable {
  private var digest = SHA256()

  mutating func add(_ text: String) { digest.update("\(text)\n") }

  mutating func add(_ tensors: [NamedTensor]) {
    for (name, tensor) in tensors {
      add("\(name) \(tensor.shape)")
      tensor.withUnsafeBytes { digest.update($0) }
    }
  }

  consuming func hex() -> String { digest.hex() }
}
