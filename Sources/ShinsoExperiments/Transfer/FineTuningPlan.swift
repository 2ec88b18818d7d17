import Foundation
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// Which layers of a network a fine-tuning changes, and how fast.
///
/// A layer is what has weights, a convolution or a product; a normalization, which has vectors alone,
/// belongs to the layer before it.
struct FineTuningPlan {
  private struct Layer {
    let name: String
    var parameters: [Parameter]
    /// Whether it was not trained before.
    let isNew: Bool
    var isTrained = true

    var count: Int { parameters.reduce(0) { $0 + $1.shape.elementCount } }

    /// The part of the network that it belongs to: `blocks.3` of `blocks.3.expand.conv`.
    var part: String {
      let names = name.split(separator: ".")
      let isNumbered = names.count > 1 && names[1].allSatisfy(\.isNumber)
      return names.prefix(isNumbered ? 2 : 1).joined(separator: ".")
    }
  }

  /// In the order of their declaration, the new ones last.
  private var layers: [Layer]
  /// The learning rate of pretrained layers, as a part of that of new ones; nil: what is not new is
  /// random too.
  private let pretrainedRate: Double?

  /// - Parameter new: the names of parameters that were not trained before.
  /// - Throws: `InputError` for more layers than there are.
  init(_ model: Module, new: Set<String>, depth: TrainedDepth, pretrainedRate: Double?) throws {
    self.pretrainedRate = pretrainedRate
    var layers: [Layer] = []
    var owner: Substring?
    let named = model.parameters
    for (index, (name, parameter)) in named.enumerated() {
      let place = name.lastIndex(of: ".").map { name[..<$0] } ?? ""
      defer { owner = place }
      let siblings = named[index...].prefix { $0.name.hasPrefix(place + ".") }
      let isNorm = siblings.allSatisfy { $0.value.shape.rank < 2 }
      if place == owner || isNorm, !layers.isEmpty {
        layers[layers.count - 1].parameters.append(parameter)
      } else {
        layers.append(
          Layer(name: String(place), parameters: [parameter], isNew: new.contains(name)))
      }
    }
    layers = layers.filter { !$0.isNew } + layers.filter(\.isNew)
    if case .last(let count) = depth {
      guard count <= layers.count else {
        throw InputError(
          "--train \(depth)",
          "the network has \(counted(layers.count, "layer")); --train all trains all of them")
      }
      let trained = max(count, layers.count(where: \.isNew))
      for index in layers.indices.dropLast(trained) { layers[index].isTrained = false }
    }
    self.layers = layers
  }

  /// Freezes what is not trained and sets the rates. Frozen parts run as in evaluation; a dropout that
  /// is not part of one, as VGG's, stays active. Pretrained batch norms keep their statistics, trained or frozen: those of a few
  /// small batches are worse, and running averages follow them too slowly.
  func apply(to model: Module) {
    for layer in layers {
      for parameter in layer.parameters {
        parameter.isFrozen = !layer.isTrained
        parameter.rateFactor = factor(of: layer)
      }
    }
    let new = Set(layers.filter(\.isNew).flatMap(\.parameters).map { ObjectIdentifier($0) })
    model.mode = .training
    for (_, module) in model.modules {
      let parameters = module.parameters.map(\.value)
      let isFrozen = !parameters.isEmpty && parameters.allSatisfy(\.isFrozen)
      let isPretrained =
        pretrainedRate != nil
        && (module is BatchNorm2d || (module as? GraphLayer)?.hasStatistics == true)
        && !parameters.contains { new.contains(ObjectIdentifier($0)) }
      if isFrozen || isPretrained { module.mode = .evaluation }
    }
  }

  private func factor(of layer: Layer) -> Double { layer.isNew ? 1 : pretrainedRate ?? 1 }

  /// The lines of a table: the parts of the network with their parameters, state and rate.
  ///
  /// - Parameter rate: of new layers.
  func table(rate: Double) -> [String] {
    var table = Table(["PART", ">LAYERS", ">PARAMETERS", "STATE", ">RATE"])
    var rest = layers[...]
    while let first = rest.first {
      let row = rest.prefix {
        $0.part == first.part && $0.isTrained == first.isTrained && $0.isNew == first.isNew
      }
      rest = rest.dropFirst(row.count)
      table.append([
        first.part, "\(row.count)", "\(row.reduce(0) { $0 + $1.count })",
        first.isNew ? "new" : first.isTrained ? "trained" : "frozen",
        first.isTrained ? String(format: "%g", rate * factor(of: first)) : "-",
      ])
    }
    let trained = layers.filter(\.isTrained)
    return table.lines + [
      "\(trained.count) of \(layers.count) layers and \(trained.reduce(0) { $0 + $1.count }) of "
        + "\(counted(layers.reduce(0) { $0 + $1.count }, "parameter")) are trained"
    ]
  }
}
