import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

/// `visualize` of systems on sentences.
struct SentimentVisualizeOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions
  @Option("The sentences.", default: "what it was trained on", completion: .file())
  var data: DataName?
  @Option("Which of them.") var part = SentimentData.Part.test
  @Option("The number of the sentence to draw.", in: .count) var number = 1
}

extension SavedSentimentModel {
  /// What the network makes of a sentence, along its tree or along one that it builds itself.
  func tree(of sentence: LabeledTree) -> SentimentTree {
    let sample = SentenceDataset.Sample(
      sentence: LabeledSentence(tree: sentence, label: LabeledTree.unlabeled),
      ids: words.encode(sentence.words))
    let reading = withoutGradients { model.read([sample]) }
    let logits: [Float] = reading.logits.scalars()
    let classes = classNames.count
    var tree = LabeledTree(words: sentence.words, children: reading.children[0])
    if sentence.children == tree.children { tree.labels = sentence.labels }
    return SentimentTree(
      tree: tree,
      probabilities: reading.forest.rows[0].map { row in
        SentimentScore.softmax(logits[row * classes..<(row + 1) * classes])
      }, classNames: classNames)
  }

  func prediction(_ text: String, _ sentence: LabeledTree, top: Int) -> TextPrediction {
    let unknown = sentence.words.filter {
      words.vocabulary.id(of: $0.lowercased()) == nil
    }
    if !unknown.isEmpty {
      let some = unknown.prefix(10).map { "'\($0.printable)'" }.joined(separator: ", ")
      Console.note(
        "the model does not know \(some)\(unknown.count > 10 ? " and others" : ""); they are read "
          + "as unknown words")
    }
    let tree = tree(of: sentence)
    let order = tree.probabilities[tree.root].enumerated().sorted {
      ($1.element, $0.offset) < ($0.element, $1.offset)
    }
    let classes = order.prefix(top).map {
      Prediction.Class(name: classNames[$0.offset], probability: $0.element)
    }
    return TextPrediction(
      Prediction(sample: text, classes: classes), tree: tree.brackets, picture: tree.svg
    ) { tree.lines(isColored: $0) }
  }

  /// The words of a sentence that somebody typed.
  ///
  /// - Throws: `InputError` if there is none, or too many.
  static func words(_ text: String) throws -> [String] {
    let words = TreebankWords.split(text)
    try check(words)
    return words
  }

  static func check(_ words: [String]) throws {
    guard !words.isEmpty else { throw InputError("text", "has no words") }
    let most = LabeledSentences.mostWords
    guard words.count <= most else {
      throw InputError("text", "has \(counted(words.count, "word")); a sentence may have \(most)")
    }
  }

  /// Draws a sentence of the data and prints it.
  func visualize(
    _ options: SentimentVisualizeOptions, needsTrees: Bool, to picture: URL
  ) throws {
    let source = try source(options.data)
    let sentences = try SentimentData(source, needsTrees: needsTrees)[options.part]
    guard options.number <= sentences.count else {
      throw InputError("--number", "is \(options.number), but there are \(sentences.count)")
    }
    let sentence = sentences[options.number - 1].tree
    guard sentence.labels.allSatisfy({ Int($0) < classNames.count }) else {
      throw InputError("--data \(source)", "has more classes than the model")
    }
    let tree = tree(of: sentence)
    try AtomicFile.write(Data(tree.svg.utf8), to: picture)
    for line in tree.lines(isColored: false) { Console.result(line) }
  }
}
