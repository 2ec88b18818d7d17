import Foundation
import Testing

@testable import ShinsoExperiments

@Suite struct PredictionTests {
  private let url = URL(filePath: "shiba.jpeg")

  @Test func theLecturesForm() {
    let prediction = Prediction(
      sample: url, logits: [0, 200, -1], names: ["beagle", "shiba_inu", "柴犬"], top: 5)
    #expect(
      prediction.lines == ["  1 100.00% shiba_inu", "  2   0.00% beagle", "  3   0.00% 柴犬"])
  }

  @Test func softmaxOfTheBest() {
    let prediction = Prediction(
      sample: url, logits: [log(1), log(5), log(2), log(2)], names: ["a", "b", "c", "d"], top: 3)
    #expect(prediction.lines == ["  1  50.00% b", "  2  20.00% c", "  3  20.00% d"])
    let huge = Prediction(
      sample: url, logits: [-3e38, 3e38], names: ["a", "b"], top: 2)
    #expect(huge.classes.map(\.probability) == [1, 0])
  }
}
