import ArgumentParser
import ShinsoData
import ShinsoTraining
import ShinsoZoo

/// A network of the registry as a system: training from random weights on digits or on pictures by
/// class, scoring, naming the classes of pictures.
struct NetworkSystem<Network: NetworkEntry, Own: NetworkOptions>:
  Trainable, Evaluable, Predicting, RecallingPictures, VisualizingLayers, HasRecipe
{
  static var recipe: Recipe { Network.recipe }

  static var about: About {
    About(
      id: Network.name, field: Network.year < 1990 ? .history : .vision, year: Network.year,
      title: Network.title, data: Network.data, expectation: Network.expectation,
      example: example)
  }

  private static var example: String {
    if Network.inputShape == [1, 3, 32, 32] { return "--data cifar10 --epochs 15 --plot" }
    return Network.sizes == nil
      ? "--plot" : "--data photos/ --size 128 --batch-size 16 --epochs 30 --plot"
  }

  struct TrainOptions: ParsableArguments {
    @OptionGroup var data: NetworkDataOptions<Network>
    @OptionGroup var own: Own
    @OptionGroup var start: NetworkStartOptions<Network>
    @OptionGroup(title: "Updates") var update: UpdateOptions<NetworkSystem>
    @Option(
      "The part of each label that is spread over all classes.", in: .belowOne,
      default: "\(Network.recipe.labelSmoothing)")
    var labelSmoothing: Double?
    @OptionGroup(title: "Length") var length: LengthOptions<NetworkSystem>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    try NetworkTraining<Network, NetworkSystem>(
      options.data, options.update, options.length, variant: options.own.values,
      sizes: options.own.sizes, start: options.start,
      labelSmoothing: options.labelSmoothing ?? Network.recipe.labelSmoothing
    ).train(in: run)
  }

  typealias EvaluateOptions = NetworkEvaluateOptions

  static func evaluate(_ options: NetworkEvaluateOptions) throws -> Report {
    try NetworkUse<Network>(options.model).evaluate(options)
  }

  typealias PredictOptions = NetworkModelOptions

  static var predictExample: String {
    takesDigits ? "--sample seven.png --top 3" : "--sample a.jpg photos/ --top 3"
  }

  static var sampleForm: String { takesDigits ? DigitInk.form : FileNetwork.sampleForm }

  private static var takesDigits: Bool { Network.inputShape[1] == 1 }

  static func predict(
    _ options: NetworkModelOptions, samples: [String], top: Int
  ) throws -> [Prediction] {
    try network(options).predict(PictureFiles.readable(samples), top: top)
  }

  static func trainingPictures(_ options: NetworkModelOptions) throws -> TrainingPictures {
    try NetworkUse<Network>(options).trainingPictures()
  }

  static func network(_ options: NetworkModelOptions) throws -> PretrainedNetwork {
    try NetworkUse<Network>(options).network
  }
}
