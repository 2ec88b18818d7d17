import Testing

@testable import ShinsoCommand

@Suite struct CommandLineWordsTests {
  @Test(arguments: [
    (["train", "--epochs", "-3"], ["train", "--epochs=-3"]),
    (["--rate", "-.5", "-1e-3"], ["--rate=-.5", "-1e-3"]),
    (["--time-limit", "-3h", "--seed=1", "-2"], ["--time-limit=-3h", "--seed=1", "-2"]),
    (["-o", "-3", "--plot", "-o", "x", "-"], ["-o", "-3", "--plot", "-o", "x", "-"]),
  ]) func negativeNumbersBelongToTheirOption(words: [String], joined: [String]) {
    #expect(CommandLineWords.joined(words) == joined)
  }
}
