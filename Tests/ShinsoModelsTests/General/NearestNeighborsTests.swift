import ShinsoModels
import ShinsoTensor
import Testing

@Suite struct NearestNeighborsTests {
  @Test func labelsAsTheNearestPoint() {
    let known = NearestNeighbors(
      Tensor([0, 0, 10, 0, 0, 30] as [Float], shape: [3, 2]), labels: [7, 8, 9])
    let queries = Tensor([4, 1, 6, 1, -50, 0, 1, 16] as [Float], shape: [4, 2])
    #expect(known.label(queries) == [7, 8, 7, 9])
  }
}
