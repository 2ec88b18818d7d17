import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct AveragePrecisionTests {
  /// What `Tools/golden/detection.py` wrote, by the rules of the benchmarks' development kits.
  private struct Golden: Decodable {
    struct Object: Decodable {
      let image: Int
      let label: Int
      let box: [Float]
      let difficult: Bool
    }

    struct Found: Decodable {
      let image: Int
      let label: Int
      let box: [Float]
      let score: Float
    }

    let objects: [Object]
    let detections: [Found]
    let values: [String: [Double]]
  }

  /// From pixels counted from 1, the last one inside.
  private static func box(_ sides: [Float]) -> Box {
    Box(left: sides[0] - 1, top: sides[1] - 1, right: sides[2], bottom: sides[3])
  }

  @Test func agreesWithTheDevelopmentKits() throws {
    let cases = try JSONDecoder().decode(
      [Golden].self, from: Data(contentsOf: Fixtures.url("average-precision.json")))
    var compared = 0
    for golden in cases {
      var objects = [[TrueObject]](repeating: [], count: 12)
      var found = [[Detection]](repeating: [], count: 12)
      for object in golden.objects {
        objects[object.image].append(
          TrueObject(
            label: object.label, box: Self.box(object.box), isDifficult: object.difficult))
      }
      for one in golden.detections {
        found[one.image].append(
          Detection(label: one.label, score: one.score, box: Self.box(one.box)))
      }
      for (name, values) in golden.values {
        let rule = try #require(AveragePrecision.Rule(rawValue: name))
        for (label, value) in values.enumerated() {
          let own = AveragePrecision(found, objects: objects, label: label, rule: rule).value
          #expect(abs(own - value) < 1e-9, "\(name), class \(label): \(own), not \(value)")
          compared += 1
        }
      }
    }
    #expect(compared >= 30)
  }

  private let object = TrueObject(label: 0, box: Box(left: 0, top: 0, right: 10, bottom: 10))

  private func value(
    _ found: [Detection], _ objects: [TrueObject], _ rule: AveragePrecision.Rule = .area
  ) -> Double {
    AveragePrecision([found], objects: [objects], label: 0, rule: rule).value
  }

  @Test func bestAndWorst() {
    let hit = Detection(label: 0, score: 1, box: object.box)
    #expect(value([hit], [object]) == 1)
    #expect(value([], [object]) == 0)
    #expect(value([hit], []).isNaN)
    // A second find of the same object is a mistake, but only after the first.
    #expect(value([hit, Detection(label: 0, score: 0.5, box: object.box)], [object]) == 1)
    let other = TrueObject(label: 0, box: Box(left: 50, top: 0, right: 60, bottom: 10))
    let late = Detection(label: 0, score: 0.1, box: other.box)
    let twice = [hit, Detection(label: 0, score: 0.5, box: object.box), late]
    #expect(abs(value(twice, [object, other]) - (0.5 + 0.5 * 2 / 3)) < 1e-12)
  }

  @Test func aDifficultObjectCountsNeitherWay() {
    let difficult = TrueObject(
      label: 0, box: Box(left: 50, top: 0, right: 60, bottom: 10), isDifficult: true)
    let found = [
      Detection(label: 0, score: 2, box: difficult.box),
      Detection(label: 0, score: 1, box: object.box),
    ]
    #expect(value(found, [object, difficult]) == 1)
    #expect(value(found, [difficult]).isNaN)
  }

  /// A shift by 3 of 10 pixels overlaps by 70 / 130: too little for VOC's half only after 4.
  @Test func smallObjectsNeedLessOverlapInILSVRC() {
    let shifted = Detection(
      label: 0, score: 1, box: Box(left: 4, top: 0, right: 14, bottom: 10))
    #expect(value([shifted], [object]) == 0)
    #expect(value([shifted], [object], .ilsvrc) == 1)
  }

  @Test func recallOfProposals() {
    let far = TrueObject(label: 1, box: Box(left: 50, top: 0, right: 60, bottom: 10))
    let windows = [Box(left: 0, top: 0, right: 10, bottom: 20), far.box]
    #expect(proposalRecall([windows], objects: [[object, far]]) == 1)
    #expect(proposalRecall([[windows[0]]], objects: [[object, far]]) == 0.5)
    #expect(proposalRecall([[], []], objects: [[], []]).isNaN)
  }
}
