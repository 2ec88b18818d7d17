import Testing

@testable import ShinsoExperiments

@Suite struct ClassDifferenceTests {
  @Test func tellsNumbersAndNames() {
    #expect(
      ClassDifference.problem(["cat", "dog"], learned: ["cat", "a", "b", "c", "d"])
        == "has other classes than the model: 2 classes, the model has 5; the model does not know "
        + "'dog'; the data lack 'a', 'b', 'c' and 1 more")
    #expect(
      ClassDifference.problem(["b", "a"], learned: ["a", "b"])
        .hasSuffix("2 classes, the model has 2; they stand in another order"))
    #expect(
      ClassDifference.problem(["x"], learned: ["0", "1"], namesClasses: false)
        == "has other classes than the model: 1 class, the model has 2")
  }
}
