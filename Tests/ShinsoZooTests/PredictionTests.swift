import Foundation
import ShinsoZoo
import Testing

@Suite struct PredictionTests {
  @Test func theLecturesForm() {
    let prediction = Prediction(
      sample: "shiba.jpeg", logits: [0, 200, -1], names: ["beagle", "shiba_inu", "柴犬"], top: 5)
    #expect(
      prediction.lines == ["  1 100.00% shiba_inu", "  2   0.00% beagle", "  3   0.00% 柴犬"])
  }

  @Test func softmaxOfTheBest() {
    let prediction = Prediction(
      sample: "shiba.jpeg", logits: [log(1), log(5), log(2), log(2)], names: ["a", "b", "c", "d"],
      top: 3)
    #expect(prediction.lines == ["  1  50.00% b", "  2  20.00% c", "  3  20.00% d"])
    let huge = Prediction(
      sample: "shiba.jpeg", logits: [-3e38, 3e38], names: ["a", "b"], top: 2)
    #expect(huge.classes.map(\.probability) == [1, 0])
  }

  /// The probability of a long sentence says little.
  @Test func sentencesByTheirWords() throws {
    let prediction = Prediction(
      sample: "a.png",
      classes: [Prediction.Class(name: "a dog", probability: 1e-6, probabilityPerWord: 0.01)])
    #expect(prediction.lines == ["  1   1.00% a dog"])
    let json = String(decoding: try JSONEncoder().encode(prediction), as: UTF8.self)
    #expect(json.contains("\"probabilityPerWord\":0.01") && json.contains("\"probability\":"))
  }

  @Test func asJSON() throws {
    let prediction = Prediction(
      sample: "写真/a.png",
      classes: [
        Prediction.Class(name: "柴犬", probability: 0.75),
        Prediction.Class(name: "\"b\"", probability: 0.25),
      ])
    let data = try JSONEncoder().encode(["predictions": [prediction]])
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let list = try #require(object?["predictions"] as? [[String: Any]])
    #expect(list.count == 1 && list[0]["sample"] as? String == "写真/a.png")
    let classes = try #require(list[0]["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["柴犬", "\"b\""])
    #expect(classes.map { $0["probability"] as? Double } == [0.75, 0.25])
    #expect(classes.allSatisfy { $0["probabilityPerWord"] == nil })
  }
}
