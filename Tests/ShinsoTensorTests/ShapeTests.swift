import ShinsoTensor
import Testing

@Suite struct ShapeTests {
  @Test func countsFromBothEnds() {
    let shape: Shape = [2, 3, 4]
    #expect(shape[0] == 2 && shape[-1] == 4)
    #expect(shape.elementCount == 24 && Shape([]).elementCount == 1)
    #expect(shape.strides == [12, 4, 1])
    #expect(shape.normalized(axis: -3) == 0 && shape.normalized(axis: 3) == nil)
    #expect(shape.normalized(axis: -4) == nil)
    #expect("\(shape)" == "[2, 3, 4]")
  }

  @Test(
    arguments: [
      ([2, 3], [3], [2, 3]), ([2, 1], [1, 3], [2, 3]), ([], [2], [2]), ([], [], []),
      ([0, 1], [1, 3], [0, 3]), ([4, 1, 5], [3, 1], [4, 3, 5]),
    ] as [(Shape, Shape, Shape)])
  func broadcasts(_ a: Shape, _ b: Shape, _ both: Shape) {
    #expect(a.broadcast(with: b) == both)
    #expect(b.broadcast(with: a) == both)
  }

  @Test func refusesToBroadcast() {
    #expect(Shape([2, 3]).broadcast(with: [2]) == nil)
    #expect(Shape([0]).broadcast(with: [2]) == nil)
  }

  @Test func changesAxes() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.replacing(axis: -1, with: 5) == [2, 3, 5])
    #expect(shape.removing(axis: -2) == [2, 4])
    #expect(shape.inserting(1, at: 3) == [2, 3, 4, 1])
  }
}
