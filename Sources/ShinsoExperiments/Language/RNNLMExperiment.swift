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
    @Option(
      "What the vectors start from: a file of word2vec's, text or binary.", default: "random",
      completion: .file())
    var vectors: FileName?
    @Option("Units of each recurrent layer.", in: 1...65_536) var hidden = 512
    @Option("Recurrent layers.", in: 1...100) var layers = 2
    @Option("Part of the values that is dropped between layers.", in: .belowOne) var dropout = 0.5
    @Flag("Drop the same values at all steps of a window or sentence (variational dropout).")
    var variational = false
    @Flag("Use the tokens' vectors for the output too; --embedding is as large as --hidden then.")
    var tied = false
    @Flag(
      """
      Read each line as a sentence by itself, from a state of zeros, and learn where it ends; \
      --batch-size sentences at once, and --steps has no meaning.
      """) var sentences = false
    @Option("Tokens through which gradients flow back.", in: 1...100_000) var steps = 35
    @Option("How a sample of text begins after each epoch.", default: "as the text does")
    var prompt: String?
    @OptionGroup(title: "Updates") var update: UpdateOptions<RNNLMExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<RNNLMExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let text = options.text
    guard !options.tied || options.embedding == options.hidden else {
      throw InputError(
        "--tied", "needs --embedding \(options.hidden), as many as --hidden has units")
    }
    let data = try TextData(text)
    let (tokens, vocabulary) = (data.tokens, data.tokens.vocabulary)
    let prompt = try options.prompt ?? data.start()
    guard vocabulary.count > 2, !vocabulary.encode(prompt).isEmpty else {
      throw InputError(
        options.prompt == nil ? text.data.text : "--prompt",
        "has too few tokens of the vocabulary; use more text or a smaller --minimum-count")
    }
    let start = options.sentences ? vocabulary.id(of: "\n") : nil
    guard !options.sentences || start != nil else {
      throw InputError("--sentences", "needs a text with a sentence a line; this is a single line")
    }
    let score = try TextScore(
      tokens, start: start, rarerCount: tokens.rarerCount, name: text.data.text)
    let evaluating = { (model: RecurrentLanguageModel, checkForStop: () throws -> Void) in
      score.isEmpty ? nil : try score.scores(of: model, checkForStop: checkForStop)
    }
    run.seedInitializers()
    let model = RecurrentLanguageModel(
      vocabulary: vocabulary.count, embedding: options.embedding, hidden: options.hidden,
      layers: options.layers, cell: options.cell, dropout: options.dropout,
      locksDropout: options.variational, isTied: options.tied)
    // A checkpoint has its own.
    if let vectors = options.vectors, !(run.resumes && run.folder.hasCheckpoint) {
      try InitialVectors.load(vectors.url, into: model.vectors, vocabulary)
    }
    let training =
      if let start {
        try LanguageModelTraining.sentences(
          tokens.train, end: start, model, options.update, options.length,
          name: text.data.text, digest: data.digest, seed: run.seed, evaluating: evaluating)
      } else {
        try LanguageModelTraining.running(
          tokens.train, model, options, digest: data.digest, evaluating: evaluating)
      }
    let sample = TextSample(model, vocabulary, start: start, prompt: prompt, seed: run.seed)
    try run.train(
      training.updater, TrainingPlan(updates: training.updates, options.length),
      metadata: [
        "vocabulary": vocabulary.json, "tokenizer": vocabulary.tokenizer.json,
        "cell": options.cell.rawValue, "embedding": "\(options.embedding)",
        "hidden": "\(options.hidden)", "layers": "\(options.layers)",
        "dropout": "\(options.dropout)", "tied": "\(options.tied)",
        "sentences": "\(options.sentences)", "aozora": "\(text.aozora)",
        "heldOut": "\(text.heldOut)", "text": data.digest,
        "rarerTokens": tokens.rarerCount.map(String.init),
      ].compactMapValues(\.self), extensions: [sample] + training.extensions)
  }

  static let drawsEvaluation = false

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
    @Option(
      "Write the likeliest text that a search with so many beginnings finds, in place of drawing.",
      in: .range(1...1000), default: "no search") var beam: Int?
    @Flag(
      """
      Read lines, and go on after each to the end of a line (--length at most), with everything \
      before in mind; a model of --sentences has only the line in mind.
      """) var interactive = false
    @Option("Seed of the choices.", in: .range(0...UInt64.max)) var seed: UInt64 = 1

    func validate() throws {
      if beam != nil, interactive {
        throw ValidationError("give --beam or --interactive, not both")
      }
      if prompt != nil, interactive { throw ValidationError("--interactive takes no --prompt") }
    }
  }

  static let generateExample = "--prompt 吾輩は猫である --length 200"

  static func generate(_ options: GenerateOptions, write: (String) throws -> Void) throws {
    let saved = try OpenModels.model(options.model, of: about.id) {
      try SavedLanguageModel(options.model)
    }
    var sampler = TokenSampler(
      temperature: options.temperature, topK: options.topK, topP: options.topP,
      excluding: [Int(saved.vocabulary.unknownID)], seed: options.seed)
    var writer = TextWriter(saved.model, saved.vocabulary, start: saved.start)
    if options.interactive {
      // The beginning of a line, as the model knows it.
      if saved.start == nil { writer.read("\n") }
      while let line = readLine() {
        saved.noteUnknownTokens(in: line)
        writer.read(line)
        try write(line)
        try writer.draw(options.length, &sampler, endsWithLine: true, write: write)
        writer.endLine()
        try write("\n")
      }
      return
    }
    let prompt = options.prompt ?? (saved.start == nil ? "\n" : "")
    if prompt.isEmpty, saved.start == nil { throw InputError("--prompt", "is empty") }
    saved.noteUnknownTokens(in: prompt)
    writer.read(prompt)
    try write(prompt)
    if let width = options.beam {
      try write(writer.likeliest(options.length, width: width))
    } else {
      try writer.draw(options.length, &sampler, write: write)
    }
  }
}
