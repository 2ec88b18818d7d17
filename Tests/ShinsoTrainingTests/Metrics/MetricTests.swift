import Foundation
import ShinsoTraining
import Testing

@Suite struct MetricTests {
  @Test func numbersAsPeopleReadThem() {
    #expect(Metric.accuracy.text(0.971) == "97.10%")
    #expect(Metric.accuracy.text(1) == "100.00%")
    #expect(Metric.loss.text(0.093_44) == "0.0934")
    #expect(Metric.perplexity.text(41.926) == "41.93")
    #expect(Metric.bitsPerCharacter.text(1.5) == "1.500")
    #expect(Metric("errors", .lower, .number(digits: 0), reduction: .sum).text(12) == "12")
    #expect(Metric.loss.text(.nan).lowercased() == "nan")
  }

  @Test(arguments: [
    (Metric.loss, "loss"), (.bitsPerCharacter, "bits per character"),
    (.top5Accuracy, "top-5 accuracy"), (.macroF1, "macro F1"),
    (.macroPrecision, "macro precision"), (Metric("top1", .higher), "top-1"),
    (Metric("top5", .higher), "top-5"), (Metric("bleu4", .higher), "bleu4"),
    (Metric("wordErrorRate", .lower), "word error rate"),
    (Metric("accuracyReLU", .higher, title: "accuracy with ReLU"), "accuracy with ReLU"),
  ]) func namesInWords(metric: Metric, title: String) {
    #expect(metric.title == title)
  }

  @Test func whichIsBetter() {
    #expect(Metric.accuracy.isBetter(0.9, than: 0.8) && !Metric.accuracy.isBetter(0.8, than: 0.9))
    #expect(Metric.loss.isBetter(0.8, than: 0.9) && !Metric.loss.isBetter(0.9, than: 0.8))
    for metric in [Metric.accuracy, .loss] {
      #expect(!metric.isBetter(0.5, than: 0.5))
      #expect(!metric.isBetter(.nan, than: 0.5) && !metric.isBetter(0.5, than: .nan))
    }
  }

  @Test func survivesJSON() throws {
    let metrics = [
      Metric.accuracy, .perplexity, .bitsPerCharacter,
      Metric("errors", .lower, .number(digits: 0), reduction: .sum),
    ]
    let data = try JSONEncoder().encode(metrics)
    #expect(try JSONDecoder().decode([Metric].self, from: data) == metrics)
  }
}
