import ShinsoTraining
import Testing

@Suite struct WordErrorsTests {
  private func errors(_ said: String, _ truth: String) -> WordErrors {
    var errors = WordErrors()
    errors.add(
      said.split(separator: " ").map(String.init),
      truth: truth.split(separator: " ").map(String.init))
    return errors
  }

  @Test(arguments: [
    ("a b c", "a b c", 0, 0, 0), ("a x c", "a b c", 1, 0, 0), ("a c", "a b c", 0, 1, 0),
    ("a b b c", "a b c", 0, 0, 1), ("", "a b", 0, 2, 0), ("a b", "", 0, 0, 2),
    ("b c d", "a b c", 0, 1, 1), ("x y", "a b c", 2, 1, 0), ("c a b", "a b c", 0, 1, 1),
  ])
  func counts(said: String, truth: String, substitutions: Int, deletions: Int, insertions: Int) {
    let found = errors(said, truth)
    #expect(found.substitutions == substitutions)
    #expect(found.deletions == deletions)
    #expect(found.insertions == insertions)
    #expect(found.errors == substitutions + deletions + insertions)
  }

  @Test func alignment() {
    #expect(
      WordErrors.alignment(
        of: ["one", "too", "three", "four"], truth: ["one", "two", "four", "five"])
        == [
          .correct("one"), .insertion("too"), .substitution(of: "two", by: "three"),
          .correct("four"), .deletion("five"),
        ])
  }

  @Test func rates() {
    var errors = WordErrors()
    #expect(errors.rate == 0)
    errors.add(["a"], truth: ["a", "b"])
    errors.add(["c"], truth: ["c", "d"])
    #expect(errors.words == 4 && errors.rate == 0.5)
    #expect(self.errors("a", "").rate == .infinity)
  }
}
