import ShinsoNN
import Testing

/// Inputs that are no sequences, and lengths that they do not have.
@Suite struct RecurrentStopTests {
  @Test func inputsThatAreNoSequences() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = LSTM(2, hidden: 3)(.zeros([4])) }
    #expect(said(result, "recurrent in LSTM: input [4] has 1 axis, expected [T, N, inputs]"))
  }

  @Test func lengthsOfNoSteps() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let layer = GRU(2, hidden: 3)
      _ = layer(.zeros([0, 1, 2]), layer.initialState(batchSize: 1), lengths: [1])
    }
    #expect(said(result, "recurrent in GRU: lengths [1]: expected 1 number from 1 to 0"))
  }

  private func said(_ result: ExitTest.Result?, _ message: String) -> Bool {
    guard let result else { return false }
    return String(decoding: result.standardErrorContent, as: UTF8.self)
      .contains("shinso: " + message)
  }
}
