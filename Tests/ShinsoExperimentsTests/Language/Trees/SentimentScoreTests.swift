import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import Testing

@testable import ShinsoExperiments

@Suite(.serialized) struct SentimentScoreTests {
  private func sample(_ words: Int, _ labels: [Int8], _ label: Int8) -> SentenceDataset.Sample {
    var tree = LabeledTree(rightBranching: (0..<words).map { "w\($0)" })
    tree.labels = labels
    return SentenceDataset.Sample(
      sentence: LabeledSentence(tree: tree, label: label), ids: (0..<words).map(Int64.init))
  }

  /// The two halves of the classes decide what is good, whatever single class is the likeliest.
  @Test func countsRootsAndNodes() throws {
    let samples = [
      sample(2, [2, LabeledTree.unlabeled, 4], 4), sample(1, [2], 2), sample(1, [0], 0),
    ]
    let children = samples.map(\.sentence.tree.children)
    let forest = Forest(zip(samples, children).map { ($0.ids.count, $1) })
    var logits = [Float](repeating: 0, count: forest.nodeCount * 5)
    func set(_ row: Int, _ values: [Float]) {
      logits.replaceSubrange(row * 5..<row * 5 + 5, with: values)
    }
    set(forest.rows[0][0], [0, 0, 5, 0, 0])  // right
    set(forest.rows[0][1], [9, 0, 0, 0, 0])  // has no label
    set(forest.rows[0][2], [0, 0, 0, 2, 1.9])  // wrong, but good
    set(forest.rows[1][0], [0, 0, 3, 0, 0])  // right, neutral: not counted as good or bad
    set(forest.rows[2][0], [2, -9, 3, 2.5, -9])  // wrong, and said to be good
    var score = SentimentScore()
    score.add(
      SentimentReading(
        forest: forest, children: children,
        logits: Tensor(logits, shape: [forest.nodeCount, 5])), of: samples)
    let scores = score.scores
    #expect(scores.samples == 3)
    #expect(try abs(#require(scores[.rootAccuracy]) - 1 / 3) < 1e-9)
    #expect(scores[.rootBinaryAccuracy] == 0.5 && scores[.nodeAccuracy] == 0.5)
    #expect(try #require(scores[.rootLoss]) > 0)
  }

  /// Another tree over the same words has the labels of the parts that both have.
  @Test func labelsOtherTrees() throws {
    var tree = LabeledTree(rightBranching: ["a", "b", "c"])
    tree.labels = [0, 1, 2, 3, 4]
    let sentence = LabeledSentence(tree: tree, label: 4)
    #expect(sentence.labels(for: tree.children) == [0, 1, 2, 3, 4])
    let left = [SIMD2<Int32>(0, 1), SIMD2(3, 2)]
    #expect(sentence.labels(for: left) == [0, 1, 2, LabeledTree.unlabeled, 4])
    // A sentence without a tree has its label at the root alone.
    let row = LabeledSentence(tree: LabeledTree(words: ["a", "b"], children: []), label: 1)
    #expect(row.labels(for: [SIMD2(0, 1)]) == [-1, -1, 1])
    let word = LabeledSentence(tree: LabeledTree(words: ["a"], children: []), label: 1)
    #expect(word.labels(for: []) == [1])
  }
}
