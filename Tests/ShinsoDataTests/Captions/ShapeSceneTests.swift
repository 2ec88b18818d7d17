import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ShapeSceneTests {
  private func group(
    _ form: ShapeGroup.Form, _ color: ShapeGroup.Color, _ place: ShapeGroup.Place, _ count: Int
  ) -> ShapeGroup {
    ShapeGroup(form: form, color: color, place: place, count: count)
  }

  @Test func captionsAreRightInBothLanguages() {
    let scene = ShapeScene([
      group(.cross, .orange, .bottom, 3), group(.circle, .red, .left, 1),
    ])
    #expect(
      scene.words(.en).joined(separator: " ")
        == "one red circle on the left and three orange crosses at the bottom")
    #expect(scene.words(.ja).joined() == "左に一つの赤い円があり、下に三つのオレンジ色の十字がある。")
    let single = ShapeScene([group(.square, .green, .center, 2)])
    #expect(single.words(.en).joined(separator: " ") == "two green squares in the center")
    #expect(single.words(.ja).joined() == "中央に二つの緑の四角形がある。")
  }

  /// Two scenes have the same caption in a language only if they are the same.
  @Test func captionsTellScenesApart() {
    for language in ShapeScene.Language.allCases {
      let captions = ShapeGroup.all.map { ShapeScene([$0]).words(language) }
      #expect(Set(captions).count == 450)
    }
  }

  @Test func everyThreeValuesOfWhatIsHeldOutAreShown() {
    #expect(ShapeGroup.heldOut.count == 64 && ShapeGroup.shown.count == 386)
    func triples(_ groups: [ShapeGroup]) -> Set<[Int]> {
      Set(
        groups.flatMap { group in
          let values = [
            group.form.rawValue, group.color.rawValue, group.place.rawValue, group.count,
          ]
          return (0..<4).map { left in
            [left] + values.enumerated().filter { $0.offset != left }.map(\.element)
          }
        })
    }
    #expect(triples(ShapeGroup.heldOut).isSubset(of: triples(ShapeGroup.shown)))
  }

  @Test func trainingShowsNoneOfTheTestScenes() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<2000 {
      let scene = ShapeScene(isHeldOut: false, using: &generator)
      #expect(scene.groups.count { $0.isHeldOut } == 0)
    }
    let test = ShapeScene.heldOut(500)
    let groups = test.flatMap(\.groups)
    #expect(Set(test).count == 500 && groups.allSatisfy { $0.isHeldOut })
    #expect(test == ShapeScene.heldOut(500))
    #expect(test.contains { $0.groups.count == 1 } && test.contains { $0.groups.count == 2 })
  }

  /// The middle of each single shape has its color, and the corners that of the paper.
  @Test func picturesShowWhatCaptionsSay() throws {
    for color in ShapeGroup.Color.allCases {
      var generator = SplitMix64(seed: 1)
      let image = ShapeScene([group(.square, color, .center, 1)]).image(using: &generator)
      func pixel(_ x: Int, _ y: Int) -> [Int] {
        (0..<3).map { Int(image.pixels[3 * (y * image.width + x) + $0]) }
      }
      #expect(pixel(1, 1).allSatisfy { $0 > 200 })
      let middle = pixel(32, 32)
      switch color {
      case .red: #expect(middle[0] > 150 && middle[1] < 80 && middle[2] < 90)
      case .green: #expect(middle[1] > 120 && middle[0] < 80)
      case .blue: #expect(middle[2] > 170 && middle[0] < 80)
      case .yellow: #expect(middle[0] > 190 && middle[1] > 170 && middle[2] < 80)
      case .purple: #expect(middle[0] > 100 && middle[1] < 90 && middle[2] > 130)
      case .orange: #expect(middle[0] > 200 && (90...160).contains(middle[1]))
      }
    }
  }

  @Test func batchesHaveBothLanguagesAndRepeat() throws {
    let vocabulary = try SceneDataset.vocabulary()
    #expect(vocabulary.languages.map(\.name) == ["en", "ja"])
    // Every word is known.
    for scene in ShapeScene.heldOut(100) {
      for language in ShapeScene.Language.allCases {
        let ids = vocabulary.encode(words: scene.words(language))
        #expect(!ids.contains(vocabulary.vocabulary.unknownID))
        #expect(try vocabulary.words(ids.map(Int.init)) == scene.words(language))
      }
    }
    let data = SceneDataset(count: 100, vocabulary)
    let loader = DataLoader(data, batchSize: 10, shuffle: .seed(1))
    let first = try #require(try loader.epoch(0).next())
    #expect(first.pictures.shape == [10, 3, 64, 64])
    #expect(first.owners.scalars(as: Int.self) == (0..<10).flatMap { [$0, $0] })
    #expect(first.targets.shape[1] == 20)
    let begins = first.targets.scalars(as: Int.self).prefix(4)
    #expect(Array(begins) == [3, 4, 3, 4])
    let again = try #require(try loader.epoch(0).next())
    #expect(first.labels.scalars(as: Int.self) == again.labels.scalars(as: Int.self))
    let next = try #require(try loader.epoch(1).next())
    #expect(first.labels.scalars(as: Int.self) != next.labels.scalars(as: Int.self))
  }
}
