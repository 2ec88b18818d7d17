import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// What a network begins with, and how its pictures are varied.
struct NetworkStartOptions<Network: NetworkEntry>: ParsableArguments {
  @Option(
    """
    How training pictures are varied: as the recipe says; not at all; mirrored; shifted by an eighth \
    and mirrored; a crop of an image that is a seventh larger; a part of any size and proportions.
    """)
  var augmentation = AugmentationName.recipe

  @Option(
    """
    Begin with trained weights where they fit, and with random ones for other classes: a run's folder, \
    a file of weights, or `published`.
    """, default: "random weights", completion: .file())
  var initial: NetworkName?

  /// The network that training begins with.
  ///
  /// - Throws: `InputError` if the weights cannot be read or are of a network of another form.
  func make(classes: Int, variant: [String: String]) throws -> any TensorLayer {
    guard let initial else { return Network.make(classes: classes, variant: variant) }
    let words = ["--model=\(initial.text)"] + (variant["variant"].map { ["--variant=\($0)"] } ?? [])
    let trained = try NetworkModelOptions.parse(words).load(Network.self).network
    let new = Network.make(classes: classes, variant: variant)
    let adapted = try trained.adapted(classes: classes)
    do { try new.load(adapted.model.state, from: initial.text) } catch {
      throw InputError(
        "--initial \(initial.text)", "is of another variant or size of \(Network.name): \(error)")
    }
    let count = adapted.newParameters.count
    Console.note(
      "begins with the weights of \(initial.text)"
        + (count > 0 ? "; \(count) of \(new.parameters.count) parameters are random" : ""))
    return new
  }
}
