import Foundation
import ShinsoFormats
import ShinsoTensor
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
        _ = try CaffeModel(net, trained, files: files, mean: nil)
      } catch let error as InputError {
        failures += 1
        if error.description.contains("\n") { Issue.record("round \(round): \(error)") }
      }
    }
    #expect(failures > rounds / 10)
  }
}
