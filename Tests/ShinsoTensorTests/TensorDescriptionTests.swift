import ShinsoTensor
import Testing

@Suite struct TensorDescriptionTests {
  @Test func printsAsNumPy() {
    #expect("\(Tensor(3))" == "Tensor(3., shape: [], float32)")
    #expect("\(Tensor([1, 20, -3]))" == "Tensor([ 1, 20, -3], shape: [3], int64)")
    #expect("\(Tensor([true, false]))" == "Tensor([ true, false], shape: [2], bool)")
    #expect(
      "\(Tensor([0.5, 1.25, -2, .nan] as [Float], shape: [2, 2]))"
        == """
        Tensor([[ 0.50,  1.25],
                [-2.00,   nan]], shape: [2, 2], float32)
        """)
    #expect(
      "\(Tensor([1 / 3, 2, 3, 4] as [Double], shape: [2, 1, 2]))"
        == """
        Tensor([[[0.3333, 2.0000]],

                [[3.0000, 4.0000]]], shape: [2, 1, 2], float64)
        """)
    #expect(
      "\(Tensor([1e-6, -.infinity] as [Double]))"
        == "Tensor([1.0000e-06,       -inf], shape: [2], float64)")
    #expect("\(Tensor([1_234_567.4] as [Float]))" == "Tensor([1234567.4], shape: [1], float32)")
    #expect("\(Tensor.zeros([0, 3]))" == "Tensor([], shape: [0, 3], float32)")
  }

  @Test func shortensLargeTensors() {
    let x = Tensor((0..<2_000).map { Float($0) }, shape: [2, 1_000])
    #expect(
      "\(x)" == """
        Tensor([[   0.,    1.,    2., ...,  997.,  998.,  999.],
                [1000., 1001., 1002., ..., 1997., 1998., 1999.]], shape: [2, 1000], float32)
        """)
  }
}
