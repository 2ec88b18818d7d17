import Foundation
import ShinsoData
import Testing

@testable import ShinsoTraining

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// The pictures are read back: their size, their text and some pixels.
@Suite(.enabled(if: Plot.isAvailable, "needs gnuplot")) struct PlotsTests {
  private func drawn(_ write: (URL) throws -> Void) throws -> (image: Image, svg: String) {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "shinso-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(folder.appending(path: "picture.png"))
    return (
      try Image(contentsOf: folder.appending(path: "picture.png")),
      try String(contentsOf: folder.appending(path: "picture.svg"), encoding: .utf8)
    )
  }

  private func count(_ color: [UInt8], in image: Image) -> Int {
    stride(from: 0, to: image.pixels.count, by: 3).count {
      Array(image.pixels[$0..<$0 + 3]) == color
    }
  }

  @Test func chart() throws {
    let points = (0..<20).map { Chart.Point(Double($0), Double($0 * $0), error: Double($0)) }
    let (image, svg) = try drawn { url in
      try Chart(
        title: "記憶容量 100%", x: Chart.Axis("負荷 α"), y: Chart.Axis("想起率", isLogarithmic: true),
        series: [
          Chart.Series("実測 `pwd` it's", points), Chart.Series("nothing", []),
          Chart.Series("点", [Chart.Point(3, 5)], style: .points),
        ], markers: [Chart.Marker(13.8, label: "理論 0.138")]
      ).write(to: url, width: 640, height: 400)
    }
    #expect(image.width == 640 && image.height == 400)
    for text in ["記憶容量 100%", "負荷 α", "想起率", "実測 `pwd` it's", "点", "理論 0.138"] {
      #expect(svg.contains(text.replacingOccurrences(of: "'", with: "&#39;")) || svg.contains(text))
    }
    #expect(!svg.contains("nothing"))
    #expect(count([0x1F, 0x77, 0xB4], in: image) > 200, "the first curve")
  }

  @Test func alignment() throws {
    let (image, svg) = try drawn { url in
      try AlignmentPlot(
        source: ["彼", "は", "医者", "だ"], target: ["he", "is", "100%"],
        weights: [[1, 0, 0, 0], [0, 0.5, 0, 0.5], [0, 0, 1, 0]]
      ).write(to: url)
    }
    for text in ["彼", "医者", "he", "100%"] { #expect(svg.contains(text), "\(text)") }
    // Of twelve cells of 40 pixels, two are white, two gray and eight black.
    #expect(abs(count([0, 0, 0], in: image) - 8 * 1600) < 1600)
    #expect(abs(count([128, 128, 128], in: image) - 2 * 1600) < 800)
  }

  /// Tokens of an English tokenizer, and what gnuplot or a shell would take for something else.
  private let odd = ["'s", "'t", "''", "'", "a''b", "`ls`", "$(ls)", "\\n", "\"", "%d", "'0", "@x"]

  private func texts(_ svg: String) -> Set<String> {
    Set(
      svg.matches(of: /<text[^>]*>(?:<tspan[^>]*>)?([^<]*)</).map { match in
        [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
          .reduce(String(match.1).trimmed) { $0.replacing($1.0, with: $1.1) }
      })
  }

  @Test func whatNoFontHasIsASquare() {
    let fonts = FontCharacters("20-7e 391-3a9\n2600 20bb7 e000\n1f431")
    #expect(
      PlainText.drawable("cats 🐱👩‍👩‍👧 \u{E000} 犬 𠮷 é ☀ ☀\u{FE0F} 🇯🇵 Ω ก", by: fonts)
        == "cats □□ □ 犬 𠮷 é ☀ □ □ Ω □")
    #expect(PlainText.drawable("ก🐱", by: nil) == "ก□")
    #expect(Plot.quoted("🐱") == "\"\u{25A1}\"" && Plot.literal("🐱") == "\"🐱\"")
  }

  @Test func wordsMayBeSignsOfAnyKind() throws {
    let map = try drawn { url in
      try WordMap(
        title: "'it'", words: odd.enumerated().map { .init($1, x: 0, y: Double($0)) }
      ).write(to: url)
    }.svg
    #expect(texts(map).isSuperset(of: odd + ["'it'"]), "\(texts(map))")
    let looked = try drawn { url in
      try AlignmentPlot(
        source: odd, target: Array(odd.reversed()),
        weights: odd.map { _ in odd.map { _ in 1 / Float(odd.count) } }
      ).write(to: url)
    }.svg
    #expect(texts(looked).isSuperset(of: odd), "\(texts(looked))")
  }

  /// Of forty words, none is looked at much: the largest weight is still white, and the numbers of the
  /// key are there to the last digit.
  @Test func aLongAlignmentIsAsBrightAsAShortOne() throws {
    let count = 40
    let (image, svg) = try drawn { url in
      try AlignmentPlot(
        source: (0..<count).map { "s\($0)" }, target: (0..<count).map { "t\($0)" },
        weights: (0..<count).map { row in
          (0..<count).map { $0 == row ? 0.1 : 0.9 / Float(count - 1) }
        }
      ).write(to: url)
    }
    let labels = 24 + 9 * 3
    let first = 3 * ((labels + 17) * image.width + labels + 17)
    #expect(image.pixels[first..<first + 3].allSatisfy { $0 == 255 }, "the first cell is white")
    #expect(
      texts(svg).isSuperset(of: ["0", "0.1"]), "\(texts(svg))")
    let margin = (0..<image.height).flatMap { row in
      let end = (row + 1) * image.width * 3
      return image.pixels[(end - 12)..<end]
    }
    #expect(margin.allSatisfy { $0 == 255 }, "nothing touches the right edge")
  }

  @Test func labelsDoNotCoverEachOther() throws {
    let words = (0..<1000).map { place -> WordMap.Word in
      let (x, y) = (Double(place * 37 % 100), Double(place * 61 % 97))
      return WordMap.Word("word\(place)", x: x, y: y, isEmphasized: place == 999)
    }
    let svg = try drawn { try WordMap(title: "map", words: words).write(to: $0) }.svg
    let labels = texts(svg).filter { $0.hasPrefix("word") }
    #expect((100..<1000).contains(labels.count), "\(labels.count)")
    #expect(labels.contains("word999"), "an emphasized word has its label")
    var placement = LabelPlacement(width: 100, height: 100)
    let point = (x: 50.0, y: 50.0)
    let sides = (0..<5).map { _ in placement.place(columns: 4, x: point.x, y: point.y) }
    #expect(sides == [.aboveRight, .aboveLeft, .belowRight, .belowLeft, nil])
    #expect(placement.place(columns: 20, x: 0, y: 90) == nil, "it would be cut off")
  }

  /// Each has its own curves, labels and scale.
  @Test func chartRow() throws {
    let points = (1..<20).map { Chart.Point(Double($0), Double($0)) }
    let (image, svg) = try drawn { url in
      try ChartRow([
        Chart(
          title: "左の図", x: Chart.Axis("段"), y: Chart.Axis("率", isLogarithmic: true),
          series: [Chart.Series("一", points)], markers: [Chart.Marker(5, label: "印")]),
        Chart(
          title: "empty", x: Chart.Axis("x"), y: Chart.Axis("y"), series: [Chart.Series("e", [])]),
        Chart(
          title: "右の図", x: Chart.Axis("段"), y: Chart.Axis("値"),
          series: [Chart.Series("二", points), Chart.Series("三", points.reversed())]),
      ]).write(to: url, width: 500, height: 400)
    }
    #expect(image.width == 1000 && image.height == 400)
    for text in ["左の図", "右の図", "一", "二", "三", "率", "値"] {
      #expect(svg.contains(text), "\(text)")
    }
    #expect(svg.components(separatedBy: ">印<").count == 2, "the marker is that of one chart")
    #expect(!svg.contains("empty"))
  }

  @Test func tableSheet() throws {
    let (image, svg) = try drawn { url in
      try TableSheet(
        title: "表 100%", columns: ["列 A", "R_abs-N"],
        rows: [
          .init("行 1", [.init("54.2", note: "paper 50"), .init("never")]),
          .init("行 2", [.init("1", shade: 1), .init("2", shade: 7)]),
        ]
      ).write(to: url)
    }
    for text in ["表 100%", "列 A", "R_abs-N", "行 1", "行 2", "54.2", "paper 50", "never"] {
      #expect(svg.contains(text), "\(text)")
    }
    // Two dark cells of 90 × 46 pixels but for their text and frames.
    #expect((7000...2 * 90 * 46).contains(count([0x6B, 0xAE, 0xD6], in: image)))
  }

  /// Ticks between whole numbers would be printed as "1 1 2 2 3".
  @Test func shortCurvesHaveTicksAtIterations() throws {
    let log = FileManager.default.temporaryDirectory
      .appending(path: "shinso-\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: log) }
    let lines = (1...3).map {
      #"{"split":"train","iteration":\#($0),"epoch":1,"seconds":1,"loss":\#(50 * $0)}"#
        + "\n"
    }
    try Data(lines.joined().utf8).write(to: log)
    let curves = try drawn { try Plot.curves(of: log, title: "short", to: $0) }.svg
    let chart = try drawn { url in
      try Chart(
        title: "short", x: Chart.Axis("epoch", isWhole: true), y: Chart.Axis("loss"),
        series: [Chart.Series("a", (1...3).map { Chart.Point(Double($0), 50 * Double($0)) })]
      ).write(to: url)
    }.svg
    for svg in [curves, chart] {
      let texts = svg.matches(of: /<text[^>]*>(?:<tspan[^>]*>)?([^<]*)</).map {
        String($0.1).trimmed
      }
      for number in 1...3 { #expect(texts.count { $0 == "\(number)" } == 1, "\(texts)") }
      #expect(!texts.contains("1.5"))
    }
  }

  @Test func decisionRegions() throws {
    func panel(_ title: String, _ function: ([Float]) -> Double) -> DecisionRegions.Panel {
      DecisionRegions.Panel(
        title: title, x: -1...1, y: 0...1,
        points: [
          .init(-0.5, 0.5, isPositive: false, name: "左"),
          .init(0.5, 0.5, isPositive: true, name: "右"),
        ], resolution: 40
      ) { $0.map(function) }
    }
    let (image, svg) = try drawn { url in
      try DecisionRegions(
        title: "決定領域", panels: [panel("半分") { $0[0] > 0 ? 5 : -5 }, panel("一定") { _ in 0 }],
        classNames: ("偽", "真")
      ).write(to: url)
    }
    for text in ["決定領域", "半分", "一定", "左", "右", "偽", "真"] {
      #expect(svg.contains(text), "\(text)")
    }
    // Half of the first panel is high; half of it and the whole second one are low.
    let high = Double(count([0xFD, 0xAE, 0x6B], in: image))
    let low = Double(count([0x9E, 0xCA, 0xE1], in: image))
    #expect(high > 20_000)
    #expect((2.5..<3.5).contains(low / high))
  }

  @Test func patternSheet() throws {
    let black = Image(width: 10, height: 20, format: .gray, filledWith: 0)
    let (image, svg) = try drawn { url in
      try PatternSheet(
        title: "連想記憶",
        rows: [
          .init("記憶", [.init(black, caption: "文字 A"), .init(black)]),
          .init("想起", [.init(Image(width: 3, height: 3, filledWith: 128), caption: "m = 1.00")]),
        ]
      ).write(to: url)
    }
    for text in ["連想記憶", "記憶", "想起", "文字 A", "m = 1.00"] {
      #expect(svg.contains(text), "\(text)")
    }
    // 60 x 120 pixels each, without the frames.
    #expect((2 * 58 * 118...2 * 60 * 120 + 400).contains(count([0, 0, 0], in: image)))
    // The very shade: gnuplot's own gray is brighter in the middle.
    #expect((117 * 117...121 * 121).contains(count([128, 128, 128], in: image)))
  }
}
