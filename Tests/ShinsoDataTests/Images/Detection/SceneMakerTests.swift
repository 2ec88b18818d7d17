import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct SceneMakerTests {
  /// Pictures of plain shapes, `count` a class, each of its own shade.
  private func drawings(_ folder: URL, _ part: String, count: Int = 3) throws -> ImageFolder {
    var items: [ImageFolder.Item] = []
    for label in 0..<3 {
      for index in 0..<count {
        let (width, height) = (90 + 20 * index, 60 + 25 * label)
        var image = Image(width: width, height: height, filledWith: UInt8(30 * label + 10 * index))
        image.draw(Image(width: width / 3, height: height / 3), x: 4, y: 4)
        let url = folder.appending(path: "\(part)-\(label)-\(index).png")
        try image.writePNG(to: url)
        items.append(ImageFolder.Item(url: url, label: label))
      }
    }
    return ImageFolder(classNames: ["a", "b", "c"], items: items)
  }

  @Test func scenesKeepTheRules() throws {
    try withFolder { folder in
      let maker = SceneMaker(try drawings(folder, "x"), seed: 7)
      var (counts, longest, labels) = (Set<Int>(), [Float](), Set<String>())
      for number in 0..<40 {
        let (image, objects) = try maker.scene(number)
        #expect(image.width == 400 && image.height == 300)
        counts.insert(objects.count)
        for (index, object) in objects.enumerated() {
          let box = object.box
          #expect(box.clipped(width: 400, height: 300) == box)
          labels.insert(object.name)
          longest.append(max(box.width, box.height))
          for other in objects[..<index] {
            let shared = box.sharedArea(other.box) / min(box.area, other.box.area)
            #expect(shared <= SceneMaker.greatestOverlap)
          }
        }
      }
      #expect(counts == [2, 3, 4, 5, 6] && labels == ["a", "b", "c"])
      // From one size to three times as large, and nearly all of that range is used.
      let (least, most) = (longest.min() ?? 0, longest.max() ?? 0)
      #expect(least >= 56 && most <= 168 && most / least > 2.5)
    }
  }

  @Test func theSeedDecides() throws {
    try withFolder { folder in
      let data = try drawings(folder, "x")
      let (first, again) = (SceneMaker(data, seed: 1), SceneMaker(data, seed: 1))
      #expect(try first.scene(5).image == again.scene(5).image)
      #expect(try first.scene(5).objects == again.scene(5).objects)
      #expect(try first.scene(5).image != first.scene(6).image)
      #expect(try first.scene(5).image != SceneMaker(data, seed: 2).scene(5).image)
    }
  }

  /// A drawing covers its own box and leaves the background visible where it is transparent.
  @Test func drawingsWithoutTheirBackground() throws {
    let color = Image(width: 6, height: 4, format: .rgb, filledWith: 200)
    // One column on the left and one row at the top are empty; one pixel is half covered.
    let coverage = Image(
      width: 6, height: 4, format: .gray,
      pixels: (0..<24).map { $0 < 6 || $0 % 6 == 0 ? 0 : $0 == 7 ? 128 : 255 })
    let drawing = try #require(Drawing(color: color, coverage: coverage).trimmed)
    #expect(drawing.width == 5 && drawing.height == 3)
    var canvas = Image(width: 8, height: 6, format: .rgb, filledWith: 0)
    drawing.draw(on: &canvas, x: 2, y: 2)
    #expect(canvas.pixels[(1 * 8 + 2) * 3] == 0 && canvas.pixels[(2 * 8 + 3) * 3] == 200)
    #expect(canvas.pixels[(2 * 8 + 2) * 3] == 73)
    let nothing = Image(width: 6, height: 4, format: .gray, filledWith: 0)
    #expect(Drawing(color: color, coverage: nothing).trimmed == nil)
  }

  @Test func theFolderIsMadeOnceAndSplitByDrawing() throws {
    try withFolder { folder in
      let split = OpenClipart.Split(
        train: try drawings(folder, "train"), heldOut: try drawings(folder, "test", count: 2))
      let cache = Cache(root: folder.appending(path: "cache"))
      var told: [Int] = []
      let place = try SceneFolder.make(split, train: 4, test: 2, seed: 3, in: cache) {
        told.append($0)
      }
      #expect(told == [4, 6])
      let data = try DetectionFolder(place)
      #expect(data.train.count == 4 && data.test.count == 2)
      let first = try SceneMaker(split.train, seed: 3).scene(0)
      #expect(data.train[0].objects == first.objects)
      #expect(try Image(contentsOf: data.train[0].url) == first.image)
      let held = try SceneMaker(split.heldOut, seed: ~3).scene(1)
      #expect(try Image(contentsOf: data.test[1].url) == held.image)
      #expect(
        try SceneFolder.make(split, train: 4, test: 2, seed: 3, in: cache) { _ in
          Issue.record("made again")
        } == place)
    }
  }
}
