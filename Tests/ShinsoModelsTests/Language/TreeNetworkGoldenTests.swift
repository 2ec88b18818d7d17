import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

/// PyTorch's networks on trees, node by node; `Tools/golden/trees.py` made the values.
@Suite(.serialized) struct TreeNetworkGoldenTests {
  private struct Values: Decodable {
    let shape: [Int]
    let values: [Double]

    var tensor: Tensor { Tensor(values, shape: Shape(shape)).cast(to: .float32) }
  }

  private struct Golden: Decodable {
    let name: String
    let sentences: [[Int64]]
    let trees: [[[Int32]]]
    let labels: [[Int64]]
    let weights: [String: Values]
    let logits: [Values]
    let loss: Double
    let gradients: [String: Values]

    var children: [[SIMD2<Int32>]] { trees.map { $0.map { SIMD2($0[0], $0[1]) } } }
  }

  private func golden(_ name: String) throws -> Golden {
    let cases = try JSONDecoder().decode(
      [Golden].self, from: Data(contentsOf: Fixtures.url("trees.json")))
    return try #require(cases.first { $0.name == name })
  }

  @Test(arguments: RecursiveNetwork.Composition.allCases)
  func readsTreesAsInPyTorch(_ composition: RecursiveNetwork.Composition) throws {
    let golden = try golden(composition.rawValue)
    let model = RecursiveNetwork(vocabulary: 7, size: 3, classes: 5, composition: composition)
    try load(golden, into: model)
    let forest = Forest(zip(golden.sentences, golden.children).map { ($0.count, $1) })
    let logits = model(
      words: forest.spreadLeaves(golden.sentences, filling: 0), children: forest.children)
    expectLogits(logits, golden, forest)
    let loss = sum(logits, golden.labels, forest)
    #expect(abs(loss.item() - golden.loss) < 1e-5)
    try expectGradients(loss.gradients(), golden, model)
  }

  @Test func buildsTreesAsInPyTorch() throws {
    let golden = try golden("autoencoder")
    let model = RecursiveAutoencoder(vocabulary: 7, size: 3, classes: 5)
    try load(golden, into: model)
    let children = model.greedyTrees(golden.sentences)
    #expect(children == golden.children)
    let forest = Forest(zip(golden.sentences, children).map { ($0.count, $1) })
    let (logits, error) = model(
      words: forest.spreadLeaves(golden.sentences, filling: 0), forest: forest)
    expectLogits(logits, golden, forest)
    let roots = golden.labels.map { own in
      own.indices.map { $0 == own.count - 1 ? own[$0] : -1 }
    }
    let loss = sum(logits, roots, forest) + error
    #expect(abs(loss.item() - golden.loss) < 1e-5)
    try expectGradients(loss.gradients(), golden, model)
  }

  private func load(_ golden: Golden, into model: Module) throws {
    #expect(Set(model.parameters.map(\.name)) == Set(golden.weights.keys))
    for (name, parameter) in model.parameters {
      parameter.assign(try #require(golden.weights[name]).tensor)
    }
  }

  private func expectLogits(_ logits: Tensor, _ golden: Golden, _ forest: Forest) {
    let values: [Float] = logits.scalars()
    for (rows, expected) in zip(forest.rows, golden.logits) {
      for (node, row) in rows.enumerated() {
        for column in 0..<5 {
          let difference = Double(values[row * 5 + column]) - expected.values[node * 5 + column]
          #expect(abs(difference) < 2e-6, "\(golden.name), node \(node)")
        }
      }
    }
  }

  /// The cross-entropy of all nodes with a label.
  private func sum(_ logits: Tensor, _ labels: [[Int64]], _ forest: Forest) -> Tensor {
    applyOp(
      SoftmaxCrossEntropyOp(CrossEntropyRule(ignoredLabel: -1, isMean: false)), logits,
      forest.spread(labels, filling: -1))
  }

  private func expectGradients(
    _ gradients: Gradients, _ golden: Golden, _ model: Module
  ) throws {
    for (name, parameter) in model.parameters {
      let found = try #require(gradients[parameter]).tensor
      let expected = try #require(golden.gradients[name]).tensor
      #expect((found - expected).abs().max().item() < 1e-5, "\(golden.name): \(name)")
    }
  }
}
