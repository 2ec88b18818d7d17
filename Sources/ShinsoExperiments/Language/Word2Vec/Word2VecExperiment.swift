import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Word vectors: Mikolov et al. 2013, with the options of their tool. Trained words lie near each
/// other where they are used alike (`nearest`), and differences have meanings (`analogy`).
struct Word2VecExperiment: Trainable, Evaluable, NearestWords, Analogies, Visualizing, CountsWords {
  static let about = About(
    id: "word2vec", field: .language, year: 2013,
    title: "Word vectors: bag of words or skip-gram, negative sampling or hierarchical softmax",
    data: "debian-ja",
    expectation: "words that are used alike have near vectors; millions of words a second",
    example: "--data novels/ --tokenizer space --cbow 0 --epochs 10")
  static let tokenizer = Tokenizer.Kind.japanese
  static let rareWords = "Rarer words are left out."

  struct TrainOptions: ParsableArguments, OptionTraits {
    static let changeable: Set = ["threads", "debug", "saveVectors", "binary", "saveVocab"]
    static let outputs: Set = ["saveVectors", "saveVocab"]
    static let aliases = [
      "size": "dimension", "iter": "epochs", "output": "saveVectors", "alpha": "learningRate",
      "train": "data",
    ]

    @OptionGroup(title: "Text") var text: WordTextOptions<Word2VecExperiment>
    @Option("Numbers of a word's vector.", in: 1...4096, name: .original("size"))
    var dimension = 100
    @Option("The most words on each side of a word.", in: 1...100, name: .original("window"))
    var window = 5
    @Option(
      "Words that make up a larger part of the text are thinned out; 0 keeps all.",
      in: .range(0...1), name: .original("sample")) var sample = 1e-3
    @Option("1: continuous bag of words; 0: skip-gram.", in: 0...1, name: .original("cbow"))
    var cbow = 1
    @Option("1: with hierarchical softmax.", in: 0...1, name: .original("hs")) var hs = 0
    @Option(
      "Noise words for each word; 0: no negative sampling.", in: 0...1000,
      name: .original("negative")) var negative = 5
    @Option("Passes over the text.", in: 1...100_000, name: .original("iter"))
    var epochs = 5
    @Option(
      "The learning rate at the beginning.", in: .positive, name: .original("alpha"),
      default: "0.05, of skip-gram 0.025") var learningRate: Double?
    @Option("Threads.", in: .range(1...1024), name: .original("threads"), default: "all processors")
    var threads: Int?
    @Flag("Give the same vectors whatever the number of threads; uses up to two.")
    var deterministic = false
    @Option(
      "Also write the vectors to a file in the original tool's format.",
      name: .original("output"), default: "none", completion: .file())
    var saveVectors: FileName?
    @Option("1: write that file in binary.", in: 0...1, name: .original("binary")) var binary = 0
    @Option(
      "Write so many groups of words there in place of the vectors; 0: none.", in: 0...1_000_000,
      name: .original("classes")) var classes = 0
    @Option(
      "Write the vocabulary with its counts to a file.", name: .original("save-vocab"),
      default: "none", completion: .file()) var saveVocab: FileName?
    @Option(
      "Take the vocabulary from such a file.", name: .original("read-vocab"),
      default: "the text's own", completion: .file()) var readVocab: FileName?
    @Option("0: say nothing of the vocabulary.", in: 0...2, name: .original("debug")) var debug = 2
    @OptionGroup var checkpoints: CheckpointOptions

    func validate() throws {
      if negative == 0, hs == 0 {
        throw ValidationError("--negative 0 needs --hs 1: nothing would be trained")
      }
      if classes > 0, saveVectors == nil {
        throw ValidationError("--classes: name the file by --save-vectors")
      }
    }

    var settings: Word2Vec.Settings {
      var settings = Word2Vec.Settings()
      settings.dimension = dimension
      settings.window = window
      settings.negative = negative
      settings.usesHierarchicalSoftmax = hs == 1
      settings.isBag = cbow == 1
      settings.sample = sample
      settings.isDeterministic = deterministic
      return settings
    }
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    try run.reserve()
    for file in [options.saveVectors, options.saveVocab] {
      if let file { try AtomicFile.checkWritable(file.url) }
    }
    let given = try options.readVocab.map {
      try CountedWords(contentsOf: $0.url, minimumCount: options.text.minCount)
    }
    let (corpus, digest) = try options.text.corpus(vocabulary: given)
    let vocabulary = corpus.vocabulary
    if options.debug > 0 {
      Console.note(
        "\(counted(vocabulary.count, "word")) in the vocabulary, \(corpus.wordCount) in "
          + "the text")
    }
    try options.saveVocab.map { try vocabulary.write(to: $0.url) }
    if let threads = options.threads { Threads.count = threads }
    let model = Word2Vec(counts: vocabulary.counts, options.settings, seed: run.seed)
    let updater = Word2VecUpdater(
      model, corpus, digest: digest,
      rate: options.learningRate ?? (options.cbow == 1 ? 0.05 : 0.025), epochs: options.epochs,
      seed: run.seed, name: options.text.data.text)
    try run.train(
      updater,
      TrainingPlan(
        updates: options.epochs * updater.updatesPerEpoch, checkpoints: options.checkpoints),
      metadata: ["tokenizer": corpus.tokenizer.json])
    if let file = options.saveVectors { try save(model, vocabulary, options, to: file.url) }
    run.draw {
      let saved = try SavedWordVectors(run.folder.url.path)
      try WordMapOptions.parse([]).draw(
        Array(vocabulary.words.prefix(WordMapOptions.defaultCount)), of: saved, title: run.title,
        to: run.folder.picture(.words))
    }
  }

  private static func save(
    _ model: Word2Vec, _ vocabulary: CountedWords, _ options: TrainOptions, to url: URL
  ) throws {
    guard options.classes > 0 else {
      return try WordVectorFile(words: vocabulary.words, vectors: model.vectors)
        .write(to: url, isBinary: options.binary == 1)
    }
    let groups = KMeans.groups(of: model.vectors, count: options.classes)
    try AtomicFile.write(to: url) { file in
      for (word, group) in zip(vocabulary.words, groups) { try file.write("\(word) \(group)\n") }
    }
  }
}
