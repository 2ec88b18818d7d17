import Testing

@testable import ShinsoExperiments

@Suite struct ShellWordsTests {
  @Test func quotesWhatAShellWouldTakeApart() {
    #expect(ShellWords.quoted("runs/a-b_c.1:2=3,%@+") == "runs/a-b_c.1:2=3,%@+")
    #expect(ShellWords.quoted("") == "''")
    #expect(ShellWords.quoted("it's $HOME") == #"'it'\''s $HOME'"#)
    #expect(
      ShellWords.resuming("my tools/shinso", ["train", "lenet", "-o", "no --resume"])
        == "'my tools/shinso' train lenet -o 'no --resume' --resume")
    #expect(ShellWords.resuming("shinso", ["train", "--resume", "x"]) == "shinso train --resume x")
  }
}
