import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ImageGridTests {
  @Test(arguments: Image.PixelFormat.allCases)
  func writtenPNGsReadBackTheSame(format: Image.PixelFormat) throws {
    try ImageFixtures.withTemporaryFolder { folder in
      for (width, height) in [(1, 1), (31, 17), (200, 3)] {
        let url = folder.appending(path: "\(width).png")
        let image = ImageFixtures.pattern(width, height, format)
        try image.writePNG(to: url)
        #expect(try Image(contentsOf: url, as: format) == image)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
    }
  }

  @Test func whatCannotBeWrittenIsAnError() {
    let url = URL(fileURLWithPath: "/nowhere/picture.png")
    let error = #expect(throws: InputError.self) {
      try Image(width: 1, height: 1).writePNG(to: url)
    }
    #expect(error?.subject == url.path)
  }

  @Test func cellsHoldTheirPictures() {
    let grid = ImageGrid(columns: 2, cellWidth: 8, cellHeight: 4, margin: 1)
    let dark = Image(width: 20, height: 20, filledWith: 7)
    let canvas = grid.drawn([dark, nil, Image(width: 30, height: 3, format: .gray, filledWith: 9)])
    #expect((canvas.width, canvas.height) == (19, 11))
    #expect((canvas.width, canvas.height) == grid.size(for: 3))
    #expect(grid.origin(of: 2) == (1, 6))
    var expected = Image(width: 19, height: 11)
    expected.draw(Image(width: 4, height: 4, filledWith: 7), x: 3, y: 1)
    expected.draw(Image(width: 8, height: 1, filledWith: 9), x: 1, y: 7)
    #expect(canvas == expected)
    #expect(canvas.pixels.count { $0 == 7 } == 4 * 4 * 3)
    #expect(canvas.pixels.count { $0 == 9 } == 8 * 3)
  }

  @Test func drawingIsCutOffAtTheEdges() {
    for (x, y, visible) in [(-2, -1, 2), (3, 2, 2), (-3, 0, 0), (5, 5, 0), (0, -9, 0), (1, 1, 6)] {
      var canvas = Image(width: 5, height: 4, format: .gray)
      canvas.draw(Image(width: 3, height: 2, filledWith: 0), x: x, y: y)
      let expected = (0..<20).count { (x..<x + 3).contains($0 % 5) && (y..<y + 2).contains($0 / 5) }
      #expect(canvas.pixels.count { $0 == 0 } == expected)
      #expect(visible == 0 ? expected == 0 : expected > 0)
    }
  }

  @Test func scaledPicturesFit() {
    for (width, height, expected) in [
      (100, 50, (32, 16)), (50, 100, (8, 16)), (1000, 1, (32, 1)), (3, 3, (16, 16)),
    ] {
      let fitted = Image(width: width, height: height).scaled(toFit: 32, 16)
      #expect((fitted.width, fitted.height) == expected)
    }
  }
}
