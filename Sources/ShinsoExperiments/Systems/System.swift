import ArgumentParser
import Foundation
import ShinsoTraining
import ShinsoZoo

/// A model with its data, its recipe and what it shows. What it can do, its verbs, are protocols of
/// their own; each verb's options are a struct that the command line, `config.json` and tests read.
public protocol System: SendableMetatype {
  static var about: About { get }
}

public protocol Trainable: System {
  associatedtype TrainOptions: ParsableArguments

  /// Trains and leaves a model in the run's folder, by ``Run/train(_:_:metadata:extensions:)`` or
  /// ``Run/finish(_:metadata:scores:)``.
  static func train(_ options: TrainOptions, in run: Run) throws
}

public protocol Evaluable: System {
  associatedtype EvaluateOptions: ParsableArguments

  /// The options of a typical call, for its help.
  static var evaluateExample: String { get }

  /// Whether `-o` draws what was found.
  static var drawsEvaluation: Bool { get }

  static func evaluate(_ options: EvaluateOptions) throws -> Report
}

public protocol Predicting: System {
  associatedtype PredictOptions: ParsableArguments

  /// The options of a typical call, for its help.
  static var predictExample: String { get }

  /// What a sample should look like, for its help.
  static var sampleForm: String { get }

  /// - Parameter samples: files, folders or texts, as they were typed.
  static func predict(_ options: PredictOptions, samples: [String], top: Int) throws -> [Prediction]
}

/// Answers about texts that were typed, and draws what it made of them.
public protocol PredictingText: System {
  associatedtype PredictOptions: ParsableArguments

  /// The options of a typical call, for its help.
  static var predictExample: String { get }

  static func predict(
    _ options: PredictOptions, texts: [String], top: Int
  ) throws -> [TextPrediction]
}

/// Finds objects in pictures.
public protocol Detecting: System {
  associatedtype PredictOptions: ParsableArguments

  /// The options of a typical call, for its help.
  static var predictExample: String { get }

  /// - Parameter samples: files or folders, as they were typed.
  static func detect(_ options: PredictOptions, samples: [String]) throws -> [DetectedObjects]
}

public protocol Generating: System {
  associatedtype GenerateOptions: ParsableArguments

  /// The options of a typical call, for its help.
  static var generateExample: String { get }

  /// - Parameter write: takes the text piece by piece, as it comes.
  static func generate(_ options: GenerateOptions, write: (String) throws -> Void) throws
}

public protocol Translating: System {
  associatedtype TranslateOptions: ParsableArguments

  /// The arguments of a typical call, for its help.
  static var translateExample: String { get }

  /// Whether it says which words each word was made from.
  static var showsAlignment: Bool { get }

  /// Opens a model once for any number of sentences.
  ///
  /// - Returns: a function from a sentence, and the name that errors use for where it comes from, to
  ///   what becomes of it.
  static func translator(
    _ options: TranslateOptions
  ) throws -> (_ sentence: String, _ name: String) throws -> Translation
}

public protocol Visualizing: System {
  associatedtype VisualizeOptions: ParsableArguments

  /// The options of a typical call, for its help.
  static var visualizeExample: String { get }

  /// The kind of picture: `png` or `svg`.
  static var pictureExtension: String { get }

  /// Draws a picture into a file, and prints what is better read.
  static func visualize(_ options: VisualizeOptions, to picture: URL) throws
}

/// A network with layers, of which many kinds of pictures can be made.
public protocol VisualizingLayers: System {
  associatedtype LayerOptions: ParsableArguments

  /// The trained network.
  static func network(_ options: LayerOptions) throws -> PretrainedNetwork
}

public protocol NearestWords: System {
  associatedtype NearestOptions: ParsableArguments

  /// The words and options of a typical call, for its help.
  static var nearestExample: String { get }

  /// The words near one, or near the sum of several, in one or more models.
  static func nearest(_ options: NearestOptions, to words: [String], top: Int) throws -> NearWords
}

public protocol Analogies: System {
  associatedtype AnalogyOptions: ParsableArguments

  /// The words and options of a typical call, for its help.
  static var analogyExample: String { get }

  /// What is to the third word as the second is to the first.
  ///
  /// - Parameter words: three.
  static func analogy(_ options: AnalogyOptions, of words: [String], top: Int) throws -> NearWords
}

extension Evaluable {
  public static var evaluateExample: String { "--json" }
  public static var drawsEvaluation: Bool { true }
}

extension Visualizing {
  public static var visualizeExample: String { "-o picture.\(pictureExtension)" }
  public static var pictureExtension: String { "png" }
}

extension Predicting {
  public static var predictExample: String { "--sample a.jpg photos/ --top 3" }
  public static var sampleForm: String { "Pictures as JPEG, PNG or WebP files." }
}

extension Detecting {
  public static var predictExample: String { "--sample photo.jpg --output boxes.png" }

  /// Draws what was found as a PNG file.
  public static func draw(_ found: [DetectedObjects], to picture: URL) throws {
    let count = found.reduce(0) { $0 + $1.objects.count }
    try BoxSheet(
      entries: found.map { try $0.entry() },
      title: "\(about.id): \(count == 1 ? "one object" : "\(count) objects")"
    ).write(to: picture)
  }
}

extension System {
  /// The verbs that it has.
  public static var verbs: [String] {
    [
      Self.self is any Trainable.Type ? "train" : nil,
      Self.self is any Evaluable.Type ? "evaluate" : nil,
      Self.self is any Predicting.Type || Self.self is any PredictingText.Type
        || Self.self is any Detecting.Type || Self.self is any Transcribing.Type
        ? "predict" : nil,
      Self.self is any Generating.Type ? "generate" : nil,
      Self.self is any Translating.Type ? "translate" : nil,
      Self.self is any NearestWords.Type ? "nearest" : nil,
      Self.self is any Analogies.Type ? "analogy" : nil,
      Self.self is any Visualizing.Type || Self.self is any VisualizingLayers.Type
        ? "visualize" : nil,
    ].compactMap { $0 }
  }
}
