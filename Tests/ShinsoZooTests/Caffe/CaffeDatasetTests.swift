import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoZoo

/// Samples as data layers hand them on.
@Suite(.serialized) struct CaffeDatasetTests: CaffeTrainingSuite {
  @Test func transformsSamples() throws {
    let net = try CaffeNet(
      prototxt: MemorySource(
        Array(
          """
          layer { name: "d" type: "Data" top: "d" data_param { batch_size: 3 }
                  transform_param { scale: 0.5 mean_value: 10 crop_size: 2 mirror: true } }
          """.utf8), name: "n"))
    let layer = try CaffeDataLayer(of: net)
    #expect(layer.batchSize == 3)
    let base = TensorDataset(
      Tensor((0..<12).map { Float($0) }, shape: [1, 1, 3, 4]), labels: [0], classNames: ["a"])
    func samples(_ isTraining: Bool) throws -> Set<[Float]> {
      let dataset = try CaffeDataset(
        base, mean: .channels([10]), layer, isTraining: isTraining, file: "n")
      #expect(dataset.sampleShape == [1, 2, 2])
      return Set(
        try (0..<200).map { seed in
          let draw = Draw(index: 0, generator: SplitMix64(UInt64(seed), 1))
          return try dataset.batch([draw]).samples.scalars()
        })
    }
    func cut(_ start: Int) -> [[Float]] {
      let rows = [start, start + 1, start + 4, start + 5].map { (Float($0) - 10) / 2 }
      return [rows, [rows[1], rows[0], rows[3], rows[2]]]
    }
    #expect(try samples(false) == Set(cut(1)))
    #expect(try samples(true) == Set([0, 1, 2, 4, 5, 6].flatMap(cut)))
  }
}
