import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct DropoutOpTests {
    @Test(arguments: [[1], [7, 9], [2, 16, 5, 5], [100_001]] as [Shape])
    func matchesReference(_ shape: Shape) throws {
      for counter in 0..<3 as Range<UInt64> {
        let key = RandomKey(seed: 7, counter: counter)
        try check(DropoutOp(probability: 0.3, key: key), .normal(shape))
      }
      try check(
        DropoutOp(probability: 0, key: RandomKey(seed: 1, counter: 0)), .normal(shape))
    }

    @Test func dropsAsOftenAsAsked() {
      let key = RandomKey(seed: 3, counter: 1)
      let y = dropout(.ones([100_000]), probability: 0.2, key: key)
      let values = Set(y.scalars(as: Float.self))
      #expect(values == [0, 1.25])
      #expect(abs(y.mean().item() - 1) < 0.01)
      let other = dropout(.ones([100_000]), probability: 0.2, key: RandomKey(seed: 3, counter: 2))
      #expect(abs((y * other).mean().item() - 1) < 0.02, "keys are independent")
    }

    @Test func refuses() {
      let key = RandomKey(seed: 1, counter: 0)
      checkRefusal(
        DropoutOp(probability: 1, key: key), [3],
        problem: "the probability 1.0 must be at least 0 and below 1")
    }
  }
}
