import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The four nets that `dbn` compares, and the principal components.
struct DBNNets {
  let autoencoder: DeepAutoencoder
  let randomAutoencoder: DeepAutoencoder
  let classifier: PretrainableClassifier
  let randomClassifier: PretrainableClassifier
  let components: PrincipalComponents

  var tensors: [NamedTensor] {
    autoencoder.state.prefixed("autoencoder/")
      + randomAutoencoder.state.prefixed("randomAutoencoder/")
      + classifier.state.prefixed("classifier/")
      + randomClassifier.state.prefixed("randomClassifier/")
      + [("pca/mean", components.mean), ("pca/directions", components.directions)]
  }

  static func load(_ options: ModelOptions) throws -> (DBNNets, TrainedModel) {
    let model = try TrainedModel(options, of: DBNExperiment.about.id)
    func sizes(_ key: String, _ net: String) throws -> [Int] {
      let given = CommaList<Int>(argument: try model.required(key))?.values ?? []
      // Before memory is taken for what the metadata say.
      let fits = given.enumerated().allSatisfy { index, size in
        let inputs = index == 0 ? 784 : given[index - 1]
        let part = net == "classifier" ? "hidden" : "encoder"
        return model.content.shape(of: "\(net)/\(part).\(index).weight") == [size, inputs]
      }
      guard !given.isEmpty, fits else {
        throw InputError(model.file.path, "does not hold the layers that its metadata say")
      }
      return given
    }
    let layers = [784] + (try sizes("layers", "autoencoder"))
    let hidden = try sizes("classifierLayers", "classifier")
    let tensors = try model.content.tensors()
    func loaded<Net: Module>(_ net: Net, _ name: String) throws -> Net {
      try net.load(tensors.part("\(name)/"), from: model.file.path)
      net.mode = .evaluation
      return net
    }
    let nets = DBNNets(
      autoencoder: try loaded(DeepAutoencoder(layers), "autoencoder"),
      randomAutoencoder: try loaded(DeepAutoencoder(layers), "randomAutoencoder"),
      classifier: try loaded(
        PretrainableClassifier(784, hidden: hidden, classes: 10), "classifier"),
      randomClassifier: try loaded(
        PretrainableClassifier(784, hidden: hidden, classes: 10), "randomClassifier"),
      components: try components(model))
    return (nets, model)
  }

  private static func components(_ model: TrainedModel) throws -> PrincipalComponents {
    let (mean, directions) = (
      try model.content.tensor(named: "pca/mean"),
      try model.content.tensor(named: "pca/directions")
    )
    guard mean.shape == [784], directions.rank == 2, directions.shape[1] == 784 else {
      throw InputError(model.file.path, "has principal components of other shapes")
    }
    return PrincipalComponents(
      mean: mean.cast(to: .float32), directions: directions.cast(to: .float32))
  }
}
