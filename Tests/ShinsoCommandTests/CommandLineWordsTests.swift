import Testing

@testable import ShinsoCommand

@Suite struct CommandLineWordsTests {
  @Test func emptyNamesOfFiles() {
    #expect(CommandLineWords.optionWithEmptyName(["train", "lenet", "--output", ""]) == "--output")
    #expect(CommandLineWords.optionWithEmptyName(["x", "--model=", "y"]) == "--model")
    #expect(CommandLineWords.optionWithEmptyName(["x", "--output", "y", ""]) == nil)
    #expect(CommandLineWords.optionWithEmptyName(["x", "--", "--output", ""]) == nil)
  }

  @Test(arguments: [
    (["train", "--epochs", "-3"], ["train", "--epochs=-3"]),
    (["--rate", "-.5", "-1e-3"], ["--rate=-.5", "-1e-3"]),
    (["--time-limit", "-3h", "--seed=1", "-2"], ["--time-limit=-3h", "--seed=1", "-2"]),
    (["-o", "-3", "--plot", "-o", "x", "-"], ["-o", "-3", "--plot", "-o", "x", "-"]),
  ]) func negativeNumbersBelongToTheirOption(words: [String], joined: [String]) {
    #expect(CommandLineWords.joined(words) == joined)
  }
}
