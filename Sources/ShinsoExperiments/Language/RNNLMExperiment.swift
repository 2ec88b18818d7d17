import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

extension RecurrentLanguageModel.CellKind: ExpressibleByArgument {}

/// A recurrent language model: Mikolov et al., "Recurrent neural network based language model",
/// Interspeech 2010, with Elman, LSTM or GRU cells on characters or words. It reads the text in
/// windows of 35 tokens and carries its state from one to the next (truncated backpropagation).
/// The defaults, two LSTM layers of 512 with dropout, Adam, and gradients clipped at 5, are later
/// practice: the paper has one Elman layer and plain gradient descent.
struct RNNLMExperiment: Trainable, Evaluable, Generating, HasRecipe, HasTokenizer {
  static let about = About(
    id: "rnnlm", field: .language, year: 2010,
    title: "Recurrent language model: Elman, LSTM, GRU; characters or words", data: "debian-ja",
    expectation: "I Am a Cat by characters: held-out perplexity 42 after 2 epochs, 30 after 8",
    example: "--data novel.txt --epochs 8 --plot")
  static let recipe = Recipe(
    .adam, learningRate: 2e-3, batchSize: 32, length: .epochs(8), clipNorm: 5)
  static let tokenizer = Tokenizer.Kind.characters

  struct TrainOptions: ParsableArguments, OptionTraits {
    static let changeable: Set = ["prompt"]

    @OptionGroup(title: "Text") var text: TextOptions
    @Option("The recurrent cell.") var cell = RecurrentLanguageModel.CellKind.lstm
    @Option("Size of a token's vector.", in: 1...65_536) var embedding = 512
    @Option("Units of each recurrent layer.", in: 1...65_536) var hidden = 512
    @Option("Recurrent layers.", in: 1...100) var layers = 2
    @Option("Part of the values that is dropped between layers.", in: .belowOne) var dropout = 0.5
    @Option("Tokens through which gradients flow back.", in: 1...100_000) var steps = 35
    @Option("How a sample of text begins after each epoch.", default: "as the text does")
    var prompt: String?
    @OptionGroup(title: "Updates") var update: UpdateOptions<RNNLMExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<RNNLMExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let text = options.text
    let data = try TextData(text)
    let vocabulary = data.tokens.vocabulary
    let prompt = try options.prompt ?? data.start()
    guard vocabulary.count > 1, !vocabulary.encode(prompt).isEmpty else {
      throw InputError(
        options.prompt == nil ? text.data.text : "--prompt",
        "has too few tokens of the vocabulary; use more text or a smaller --minimum-count")
    }
    let loader = DataLoader(
      try TokenStream(
        data.tokens.train, streams: options.update.batchSize, steps: options.steps,
        name: text.data.text), batchSize: 1)
    let updates = try options.length.updates(
      perEpoch: max(loader.batchesPerEpoch / options.update.accumulate, 1))
    run.seedInitializers()
    let model = RecurrentLanguageModel(
      vocabulary: vocabulary.count, embedding: options.embedding, hidden: options.hidden,
      layers: options.layers, cell: options.cell, dropout: options.dropout)
    let score = try TextScore(
      data.tokens.heldOut, characterCount: data.tokens.heldOutCharacterCount, name: text.data.text)
    let carry = CarriedText(model.initialState(batchSize: options.update.batchSize))
    let updater = GradientUpdater(
      model, options.update.makeOptimizer(), on: loader,
      settings: options.update.settings(updates: updates), carrying: carry,
      identity: ["text": data.digest],
      evaluating: { checkForStop in
        score.isEmpty ? nil : try score.scores(of: model, checkForStop: checkForStop)
      },
      loss: { window in
        if window.isFirst { carry.state = carry.initial }
        let (logits, after) = model(window.inputs, carry.state)
        carry.state = after.detached
        let loss = softmaxCrossEntropy(logits, window.targets)
        return (loss, Scores(samples: window.targets.elementCount, [.perplexity: loss.item()]))
      })
    updater.batchContents = (options.update.batchSize * options.steps, "tokens")
    let sample = TextSample(model, vocabulary, prompt: prompt, seed: run.seed)
    try run.train(
      updater, TrainingPlan(updates: updates, options.length),
      metadata: [
        "vocabulary": vocabulary.json, "tokenizer": vocabulary.tokenizer.json,
        "cell": options.cell.rawValue,
        "embedding": "\(options.embedding)", "hidden": "\(options.hidden)",
        "layers": "\(options.layers)", "dropout": "\(options.dropout)",
        "aozora": "\(text.aozora)", "heldOut": "\(text.heldOut)", "text": data.digest,
      ], extensions: [sample] + options.update.extensions(updater, updates: updates))
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "The text; the one that it was trained on is scored by its held-out part, another as a whole.",
      default: "what it was trained on", completion: .file())
    var data: DataName?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let saved = try SavedLanguageModel(options.model)
    let trained = saved.file.metadata["data"].map { DataName($0) }
    guard let source = options.data ?? trained else {
      throw InputError("--data", "name the text: the model does not say what it learned from")
    }
    let score = try saved.score(
      on: source, isOwn: trained.map { $0.isSame(as: source) } ?? false)
    let progress = ProgressReporter(title: "evaluating", total: score.count, unit: "tokens")
    let scores = try score.scores(of: saved.model, progress: progress)
    return Report(system: about.id, data: source.recordedText, scores)
  }

  struct GenerateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option("The text to go on from.", default: "the beginning of a line") var prompt: String?
    @Option("Characters or words to add.", in: 1...1_000_000) var length = 200
    @Option(
      "Below 1 more likely, above 1 more surprising; 0 always the likeliest.",
      in: .range(0...100)) var temperature = 0.8
    @Option("Choose among so many of the likeliest.", in: .count, default: "all") var topK: Int?
    @Option(
      "Choose among the likeliest that make up this part.", in: .betweenZeroAndOne,
      default: "all") var topP: Double?
    @Option("Seed of the choices.", in: .range(0...UInt64.max)) var seed: UInt64 = 1
  }

  static let generateExample = "--prompt 吾輩は猫である --length 200"

  static func generate(_ options: GenerateOptions, write: (String) throws -> Void) throws {
    let saved = try SavedLanguageModel(options.model)
    let unknown = saved.vocabulary.unknownTokens(in: options.prompt ?? "")
    if !unknown.isEmpty {
      let some = unknown.prefix(10).map { "'\($0.printable)'" }.joined(separator: ", ")
      Console.note(
        "--prompt: the model does not know \(some)\(unknown.count > 10 ? " and others" : ""); "
          + "it goes on as after any unknown token")
    }
    let sampler = TokenSampler(
      temperature: options.temperature, topK: options.topK, topP: options.topP,
      excluding: [Int(saved.vocabulary.unknownID)], seed: options.seed)
    try saved.vocabulary.continue(
      options.prompt ?? "\n", by: options.length, saved.model, sampler, write: write)
  }
}
