import ArgumentParser
import ShinsoData
import ShinsoModels
import ShinsoTraining
import ShinsoZoo

/// Backpropagation as in 1986, see ``MLPEntry``: layers of any number and width on digits.
struct MLPExperiment: Trainable, Evaluable, Predicting, RecallingPictures, VisualizingLayers,
  HasRecipe
{
  static let recipe = MLPEntry.recipe
  static let about = About(
    id: MLPEntry.name, field: .history, year: MLPEntry.year, title: MLPEntry.title,
    data: MLPEntry.data, expectation: MLPEntry.expectation, example: "--hidden 300,100 --plot")

  struct TrainOptions: ParsableArguments {
    @OptionGroup var data: NetworkDataOptions<MLPEntry>
    @Option("Units of each hidden layer.", in: .each(.range(1...65_536)))
    var hidden = CommaList(MLPEntry.defaultHidden)
    @Option("What the hidden units do with their sum.")
    var activation = HiddenUnit.sigmoid
    @OptionGroup(title: "Updates") var update: UpdateOptions<MLPExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<MLPExperiment>
  }

  enum HiddenUnit: String, CaseIterable, ExpressibleByArgument, Sendable {
    case sigmoid, tanh, relu
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    try NetworkTraining<MLPEntry, MLPExperiment>(
      options.data, options.update, options.length,
      variant: [
        "hidden": options.hidden.description, "activation": options.activation.rawValue,
      ]
    ).train(in: run)
    run.draw {
      try FilterSheet.write(
        PretrainedNetwork(MLPEntry.name, trained: run.folder.model),
        to: run.folder.picture(.filters))
    }
  }

  typealias EvaluateOptions = NetworkEvaluateOptions

  static func evaluate(_ options: NetworkEvaluateOptions) throws -> Report {
    try NetworkUse<MLPEntry>(options.model).evaluate(options)
  }

  typealias PredictOptions = NetworkModelOptions

  static let predictExample = "--sample seven.png --top 3"
  static let sampleForm = DigitInk.form

  static func predict(
    _ options: NetworkModelOptions, samples: [String], top: Int
  ) throws -> [Prediction] {
    try network(options).predict(PictureFiles.readable(samples), top: top)
  }

  static func trainingPictures(_ options: NetworkModelOptions) throws -> TrainingPictures {
    try NetworkUse<MLPEntry>(options).trainingPictures()
  }

  static func network(_ options: NetworkModelOptions) throws -> PretrainedNetwork {
    try NetworkUse<MLPEntry>(options).network
  }
}
