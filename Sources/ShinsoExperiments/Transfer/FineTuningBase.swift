import ShinsoData
import ShinsoTensor
import ShinsoZoo

/// The network that a fine-tuning begins with.
struct FineTuningBase {
  let architecture: Architecture
  let preprocessing: ImagePreprocessing
  /// nil: all layers begin with random values, and no weights are looked for.
  let pretrained: PretrainedNetwork?

  /// - Throws: `InputError` for an unknown network, weights that are missing or do not fit, or one
  ///   that is not a classifier.
  init(_ options: NetworkSourceOptions, isPretrained: Bool) throws {
    if isPretrained {
      let network = try options.load()
      (architecture, preprocessing, pretrained) = (
        network.architecture, network.preprocessing, network
      )
      return
    }
    let source = try options.source()
    architecture = source.architecture
    if architecture.classCount == nil { throw InputError(source.name, "is not a classifier") }
    preprocessing = try architecture.preprocessing.subtracting(
      mean: options.mean?.values, network: source.name)
    pretrained = nil
  }
}
