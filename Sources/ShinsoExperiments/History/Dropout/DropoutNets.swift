import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// The nets of `dropout` with their curves of test errors.
enum DropoutNets {
  struct Trained {
    let arm: DropoutArm
    let net: DropoutNetwork
    let curve: TrainingCurve

    var tensors: [NamedTensor] {
      net.state.prefixed("\(arm.rawValue)/") + [("curves/\(arm.rawValue)", curve.tensor)]
    }
  }

  static func net(
    _ arm: DropoutArm, hidden: [Int], hiddenDropout: Double, inputDropout: Double
  ) -> DropoutNetwork {
    DropoutNetwork(
      784, hidden: hidden, classes: 10, inputDropout: arm == .both ? inputDropout : 0,
      hiddenDropout: arm == .backpropagation ? 0 : hiddenDropout)
  }

  static func load(_ model: TrainedModel) throws -> [Trained] {
    let hidden = CommaList<Int>(argument: try model.required("hidden"))?.values ?? []
    let dropout: (hidden: Double, input: Double) = (
      try model.value("hiddenDropout"), try model.value("inputDropout")
    )
    guard (0...1).contains(dropout.hidden), (0...1).contains(dropout.input) else {
      throw InputError(model.file.path, "says a part to leave out that is none")
    }
    let tensors = try model.content.tensors()
    return try DropoutArm.allCases.map { arm in
      // Before memory is taken for what the metadata say.
      for (layer, size) in hidden.enumerated() {
        let inputs = layer == 0 ? 784 : hidden[layer - 1]
        try model.require([size, inputs], "\(arm.rawValue)/hidden.\(layer).weight")
      }
      let net = net(
        arm, hidden: hidden, hiddenDropout: dropout.hidden, inputDropout: dropout.input)
      try net.load(tensors.part("\(arm.rawValue)/"), from: model.file.path)
      return Trained(arm: arm, net: net, curve: try model.curve(arm.rawValue))
    }
  }

  static func scores(_ nets: [Trained], on test: TensorDataset) throws -> Scores {
    var scores = Scores(samples: test.count)
    for trained in nets {
      let errors = try errors(trained.net, on: test) {}
      scores.add(trained.arm.errors, Double(errors), weight: Double(test.count))
    }
    return scores
  }

  static func errors(
    _ net: DropoutNetwork, on test: TensorDataset, _ checkForStop: () throws -> Void
  ) throws -> Int {
    let modes = net.modes
    net.mode = .evaluation
    defer { net.modes = modes }
    var wrong = 0
    let batches = DataLoader(test, batchSize: 500).epoch(0)
    while let batch = try batches.next() {
      try checkForStop()
      let logits = withoutGradients { net(batch.samples.flattened(from: 1)) }
      let guesses = logits.argmax(axis: 1).scalars(as: Int64.self)
      wrong += zip(guesses, batch.labels.scalars(as: Int64.self)).count { $0 != $1 }
    }
    return wrong
  }

  /// Figure 1.
  static func chart(_ nets: [Trained], _ title: String) -> Chart {
    Chart(
      title: "\(title): test errors", x: Chart.Axis("epoch", isWhole: true),
      y: Chart.Axis("wrong test digits", isLogarithmic: true),
      series: nets.map { $0.curve.series($0.arm.title, by: \.epochs) })
  }
}
