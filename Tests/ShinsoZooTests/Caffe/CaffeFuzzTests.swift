import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoZoo

/// Thousands of damaged nets with the weights of the sound ones.
@Suite(.serialized) struct CaffeFuzzTests {
  @Test(
    .requiresTestData("models/mtcnn", "models/lenet-v1", "models/caffe-more"),
    arguments: [
      ("mtcnn/det1.prototxt", "mtcnn/det1.caffemodel", 2000),
      (
        "caffe-more/hyperlpr/Segmentation.prototxt", "caffe-more/hyperlpr/Segmentation.caffemodel",
        1000
      ),
      (
        "caffe-more/yufacedetectnet-v1/yufacedetectnet-open-v1.prototxt",
        "caffe-more/yufacedetectnet-v1/yufacedetectnet-open-v1.caffemodel", 300
      ),
    ])
  func damagedNets(_ path: String, _ weights: String, _ rounds: Int) throws {
    let models = try #require(TestData.url("models"))
    let file = models.appending(path: weights)
    let trained = try CaffeNet(caffemodel: file)
    let text = try String(contentsOf: models.appending(path: path), encoding: .utf8)
    var damage = Damage(seed: UInt64(text.utf8.count))
    let files = CaffeFiles(prototxt: URL(filePath: "/n.prototxt"), weights: file)
    var failures = 0
    for round in 0..<rounds {
      let source = MemorySource(damage.text(text), name: "/n.prototxt")
      do {
        let net = try CaffeNet(prototxt: source)
        let model = try CaffeModel(net, trained, files: files, mean: nil)
        run(model.graph)
        _ = try CaffeDescription(net, files)
      } catch let error as InputError {
        failures += 1
        if error.description.contains("\n") { Issue.record("round \(round): \(error)") }
      }
    }
    #expect(failures > rounds / 10)
  }

  /// Runs it in both forms, unless it has become large.
  private func run(_ graph: Graph) {
    guard isSmall(graph) else { return }
    let inputs = graph.inputs.map { Tensor.zeros(graph.spec(of: $0).shape) }
    for form in [graph, graph.optimizedForInference()] {
      #expect(withoutGradients { form(inputs) }.count == graph.outputs.count)
    }
  }

  /// Whether all that flows in it takes at most a megabyte.
  private func isSmall(_ graph: Graph) -> Bool {
    let values = Set(graph.nodes.flatMap { $0.inputs + $0.outputs })
    let sizes = values.map { graph.spec(of: $0).shape.reduce(1.0) { $0 * Double($1) } }
    return sizes.reduce(0, +) < 0x1p18
  }

  private static let solver = """
    base_lr: 0.01 lr_policy: "fixed" max_iter: 10 test_iter: 1 test_interval: 5
    net_param {
      layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 2 } }
      layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" param { lr_mult: 1 }
              convolution_param { num_output: 4 kernel_size: 3 weight_filler { type: "xavier" } } }
      layer { name: "norm" type: "BatchNorm" bottom: "conv" top: "norm" }
      layer { name: "scale" type: "Scale" bottom: "norm" top: "norm" scale_param { bias_term: true } }
      layer { name: "pool" type: "Pooling" bottom: "norm" top: "pool"
              pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
      layer { name: "ip" type: "InnerProduct" bottom: "pool" top: "ip"
              inner_product_param { num_output: 3 weight_filler { type: "msra" } } }
      layer { name: "acc" type: "Accuracy" bottom: "ip" bottom: "label" top: "acc"
              include { phase: TEST } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss"
              loss_param { ignore_label: 2 normalize: true } }
    }
    """

  /// Solvers and nets for training: what can be made of them makes an update, a test and a net for
  /// use.
  @Test func damagedTrainings() throws {
    let samples = TensorDataset(
      .ones([4, 1, 8, 8]), labels: [0, 1, 2, 0], classNames: ["a", "b", "c"])
    var damage = Damage(seed: 15)
    var (made, failures) = (0, 0)
    for round in 0..<1000 {
      let source = MemorySource(damage.text(Self.solver), name: "/s.prototxt")
      do {
        let solver = try CaffeSolver(source, folder: URL(filePath: "/nonexistent"))
        let training = try CaffeTraining(solver, sampleShape: [1, 8, 8])
        let deployed = training.deployed.prototxt
        _ = try CaffeNet(prototxt: MemorySource(Array(deployed.utf8), name: "/d.prototxt"))
        guard isSmall(training.model), solver.accumulation <= 4 else { continue }
        let loader = DataLoader(samples, batchSize: 2)
        let updater = training.updater(train: loader, test: loader, identity: [:])
        _ = try updater.update(0)
        _ = try updater.evaluate {}
        made += 1
      } catch let error as InputError {
        failures += 1
        if error.description.contains("\n") { Issue.record("round \(round): \(error)") }
      } catch is Diverged {}
    }
    #expect(made > 50 && failures > 100)
  }
}
