import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// What `neocognitron` compares: the net that has learned, one like it of random S-planes, and the
/// pixels, each read by a linear SVM; and the classes of the topmost planes.
struct NeocognitronNets {
  let learned: Neocognitron
  let random: Neocognitron
  /// The class of the digits that each topmost plane won most often; −1: it won none.
  let votes: [Int]
  let readouts: [Reading: LinearSVM]

  enum Reading: String, CaseIterable {
    case learned, random, pixels

    /// In tables and pictures.
    var title: String {
      switch self {
      case .learned: "neocognitron"
      case .random: "random S-planes"
      case .pixels: "pixels (a perceptron)"
      }
    }
  }

  /// What a readout sees of pictures `[N, 1, 28, 28]`: the C-cells of the last stage but one, or the
  /// pixels, as rows of unit length, so that one cost suits all.
  func features(_ reading: Reading, _ x: Tensor) -> [[Float]] {
    let cells = withoutGradients {
      switch reading {
      case .learned: learned.complex(x, stage: learned.stages.count - 2)
      case .random: random.complex(x, stage: random.stages.count - 2)
      case .pixels: x
      }
    }
    return SVMTask.normalized(cells.flattened(from: 1))
  }

  /// The class that the topmost plane with the greatest answer votes for; −1 if none answers.
  func vote(_ x: Tensor) -> [Int] {
    withoutGradients { learned(x) }.flattened(from: 1).rows.map { row in
      guard let winner = row.indices.max(by: { row[$0] < row[$1] }), row[winner] > 0 else {
        return -1
      }
      return votes[winner]
    }
  }

  var tensors: [NamedTensor] {
    learned.state.prefixed("learned/") + random.state.prefixed("random/")
      + [("votes", Tensor(votes.map(Float.init)))]
      + Reading.allCases.compactMap { reading in
        readouts[reading].map { ("readout/\(reading.rawValue)", $0.tensor) }
      }
  }

  static func load(_ options: ModelOptions) throws -> (NeocognitronNets, TrainedModel) {
    let model = try TrainedModel(options, of: NeocognitronExperiment.about.id)
    let file = model.file.path
    let planes = CommaList<Int>(argument: try model.required("planes"))?.values ?? []
    let selectivity = CommaList<Double>(argument: try model.required("selectivity"))?.values ?? []
    guard planes.count == 3, planes.allSatisfy((1...1000).contains), selectivity.count == 3,
      selectivity.allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw InputError(file, "says sizes that make no sense") }
    // Before memory is taken for what the metadata say.
    let forms = Neocognitron.forms(planes: planes, selectivities: selectivity)
    for part in ["learned", "random"] {
      for (index, form) in forms.enumerated() {
        try model.require(form.weightShape, "\(part)/stages.\(index).weight")
      }
    }
    let tensors = try model.content.tensors()
    func net(_ name: String) throws -> Neocognitron {
      let net = Neocognitron(planes: planes, selectivities: selectivity)
      try net.load(tensors.part("\(name)/"), from: file)
      return net
    }
    let votes = try model.content.tensor(named: "votes").scalars(as: Float.self)
    guard votes.count == planes[2], votes.allSatisfy({ (-1...9).contains($0) }) else {
      throw InputError(file, "has votes that make no sense")
    }
    let cells = planes[1] * 7 * 7
    var readouts: [Reading: LinearSVM] = [:]
    for reading in Reading.allCases {
      readouts[reading] = try LinearSVM(
        model, "readout/\(reading.rawValue)", classes: 10,
        width: reading == .pixels ? Neocognitron.side * Neocognitron.side : cells)
    }
    return (
      NeocognitronNets(
        learned: try net("learned"), random: try net("random"), votes: votes.map { Int($0) },
        readouts: readouts), model
    )
  }
}
