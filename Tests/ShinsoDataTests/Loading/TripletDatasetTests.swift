import ShinsoFormats
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct TripletDatasetTests {
  /// Each sample's value is its index.
  private func samples(_ labels: [Int]) -> TensorDataset {
    TensorDataset(
      Tensor(labels.indices.map { Float($0) }, shape: [labels.count, 1]), labels: labels,
      classNames: ["a", "b", "c", "d"])
  }

  private func triplets(_ labels: [Int], epoch: Int) throws -> [[Int]] {
    let data = try TripletDataset(samples(labels), name: "x")
    let batches = DataLoader(data, batchSize: 2, shuffle: .seed(1)).epoch(epoch)
    var found: [[Int]] = []
    while let batch = try batches.next() {
      let values = batch.scalars(as: Float.self).map { Int($0) }
      let count = values.count / 3
      found += (0..<count).map { n in (0..<3).map { values[$0 * count + n] } }
    }
    return found
  }

  @Test func partnersAreOfTheRightClasses() throws {
    // The only d has no like sample.
    let labels = [0, 1, 0, 1, 2, 2, 3, 0]
    var partners: Set<[Int]> = []
    for epoch in 0..<40 {
      let found = try triplets(labels, epoch: epoch)
      #expect(found.map { $0[0] }.sorted() == [0, 1, 2, 3, 4, 5, 7])
      for triplet in found {
        #expect(triplet[0] != triplet[1] && labels[triplet[0]] == labels[triplet[1]])
        #expect(labels[triplet[0]] != labels[triplet[2]])
        partners.insert([triplet[0], triplet[1]])
      }
      #expect(try found == triplets(labels, epoch: epoch))
    }
    // Every like sample comes.
    #expect(partners.count == 3 * 2 + 2 + 2)
  }

  @Test func oneClassIsNotEnough() {
    for labels in [[0, 0, 0], [0, 1, 2], []] {
      #expect(throws: InputError.self) { try TripletDataset(samples(labels), name: "x") }
    }
  }
}
