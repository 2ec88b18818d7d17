import ArgumentParser
import ShinsoData
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

extension SentimentData.Part: ExpressibleByArgument {}

/// `evaluate` of systems on labeled sentences.
struct SentimentEvaluateOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions
  @Option("The sentences.", default: "what it was trained on", completion: .file())
  var data: DataName?
  @Option("Which of them.") var part = SentimentData.Part.test
}

/// A network on sentences that a training left.
struct SavedSentimentModel {
  let file: TrainedModel
  let words: SentenceWords
  let classNames: [String]
  /// In evaluation mode.
  let model: any SentimentModel

  /// - Parameter make: makes the network for a number of words, the size of a vector and a number of
  ///   classes.
  init(
    _ options: ModelOptions, of id: String,
    make: (TrainedModel, _ vocabulary: Int, _ size: Int, _ classes: Int) throws
      -> any SentimentModel
  ) throws {
    let file = try TrainedModel(options, of: id)
    let vocabulary = try Vocabulary(
      json: file.required("vocabulary"), tokenizer: .space, name: file.file.path)
    let (size, classes): (Int, Int) = (try file.value("size"), try file.value("classes"))
    // Before memory is taken for what the metadata say.
    guard (1...1024).contains(size), (2...100).contains(classes),
      file.content.shape(of: "words.weight") == [vocabulary.count, size]
    else {
      throw InputError(file.file.path, "does not hold the words that its metadata say")
    }
    model = try make(file, vocabulary.count, size, classes)
    try model.load(file.content.tensors(), from: file.file.path)
    model.mode = .evaluation
    words = SentenceWords(vocabulary)
    classNames = SentimentData.classNames(classes)
    self.file = file
  }

  /// The sentences that are asked for, or those that it learned from.
  func source(_ given: DataName?) throws -> DataName {
    guard let source = given ?? file.metadata["data"].map({ DataName($0) }) else {
      throw InputError("--data", "name the sentences: the model does not say what it learned from")
    }
    return source
  }

  func evaluate(_ options: SentimentEvaluateOptions, needsTrees: Bool) throws -> Report {
    let source = try source(options.data)
    let data = try SentimentData(source, needsTrees: needsTrees)
    guard data.classes == classNames.count else {
      throw InputError(
        "--data \(source)",
        "has \(counted(data.classes, "class", "classes")), and the model has \(classNames.count)")
    }
    let dataset = SentenceDataset(
      sentences: data[options.part], words: words, dropping: 0, identity: data.digest)
    let progress = ProgressReporter(
      title: "evaluating", total: dataset.count, unit: "sentences")
    let scores = try SentimentScore.scores(of: model, on: dataset, progress: progress)
    return Report(system: file.metadata["system"] ?? "", data: source.recordedText, scores)
  }
}
