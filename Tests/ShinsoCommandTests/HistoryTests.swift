import Foundation
import ShinsoData
import ShinsoTraining
import Testing

/// `shinso history`, on few digits that are drawn here.
@Suite(.enabled(if: Plot.isAvailable, "needs gnuplot")) struct HistoryTests {
  private let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]

  private func history(
    _ place: Workplace, _ words: String..., during: () -> Int32? = { nil }
  ) throws -> Workplace.Outcome {
    try place.run(
      ["history", "--data", "digits", "-o", "h"] + words, environment: path, during: during)
  }

  private func metric(_ place: Workplace, _ name: String, _ words: String...) throws -> Double {
    let outcome = try place.run(["evaluate"] + words + ["--json"])
    let metrics = try #require(try outcome.json()["metrics"] as? [String: Double], "\(outcome)")
    return try #require(metrics[name], "\(words): \(metrics)")
  }

  /// Steps that a call announced.
  private func steps(_ outcome: Workplace.Outcome) -> [Substring] {
    outcome.errors.split(separator: "\n").filter { $0.contains(#/^\[[0-9]+/11\] /#) }
  }

  @Test func goesOnWhereItStoppedAndShowsWhatTheRunsFound() throws {
    try Workplace.with { place in
      try place.drawDigits(training: 200, testing: 50) { Workplace.segments($0, using: &$1) }
      let stopped = try history(place) {
        place.exists("h/lenet/log.jsonl") ? SIGINT : nil
      }
      #expect(stopped.code == 130 && !place.exists("h/index.html"), "\(stopped)")
      let hint = try #require(
        stopped.errors.split(separator: "\n").first { $0.contains("Resume with: ") })
      #expect(hint.hasSuffix("shinso history --data digits -o h"), "\(hint)")
      let hopfield = try place.bytes("h/hopfield/model.safetensors")
      let whole = try history(place)
      #expect(whole.code == 0, "\(whole)")
      #expect(steps(stopped).count == 9 && steps(whole).count == 3, "\(whole)")
      #expect(steps(whole).first?.hasPrefix("[9/11] LeNet") == true, "\(whole)")
      #expect(whole.errors.contains("resuming at iteration"), "\(whole)")
      #expect(try place.bytes("h/hopfield/model.safetensors") == hopfield)
      try checkPage(place)

      let page = try place.text("h/index.html")
      let again = try history(place)
      #expect(again.code == 0 && steps(again).isEmpty && again.output == "h/index.html\n")
      #expect(try place.text("h/index.html") == page)
      // A picture that is lost is drawn again.
      try FileManager.default.removeItem(at: place.url("h/lenet/curves.png"))
      let mended = try history(place)
      #expect(steps(mended).count == 1 && mended.errors.contains("LeNet"), "\(mended)")
      #expect(try place.text("h/index.html") == page)

      try place.drawDigits(to: "others")
      expectError(
        try place.run(["history", "--data", "others", "-o", "h"], environment: path), 1,
        "holds another run", "--again")
    }
  }

  private func checkPage(_ place: Workplace) throws {
    let page = try place.text("h/index.html")
    let years = page.matches(of: /id="([a-z]+)">\n<h2><span class="year">([0-9]+)/)
    #expect(
      years.map { "\($0.1) \($0.2)" } == [
        "neuron 1943", "perceptron 1957", "xor 1969", "neocognitron 1980", "hopfield 1982",
        "mlp 1986", "lenet 1998", "dbn 2006", "relu 2012",
      ])
    // Each has its texts in both languages.
    let sections = page.components(separatedBy: "<section class=\"chapter\"").dropFirst()
    for section in sections {
      let paragraphs = section.matches(of: /<p>([^<]+)<\/p><p lang="ja">([^<]+)<\/p>/)
      #expect(paragraphs.count == 2, "\(section.prefix(80))")
      for paragraph in paragraphs {
        #expect(paragraph.1.unicodeScalars.count { $0.value > 0x3000 } == 0)
        #expect(paragraph.2.unicodeScalars.contains { (0x3041...0x3096).contains($0.value) })
      }
      #expect(section.contains("<pre>") || section.contains("<img "))
      #expect(section.contains("class=\"here\""))
    }
    #expect(page.contains("XOR: threshold 1, excited by a&amp;~b, b&amp;~a"))

    // It asks for nothing.
    for word in ["http:", "https:", "<script", "<link", "@import", "url("] {
      #expect(!page.contains(word), "\(word)")
    }
    let sources = page.matches(of: /src="([^"]{0,22})/).map { String($0.1) }
    #expect(sources.count == 15 && Set(sources) == ["data:image/png;base64,"], "\(sources.count)")
    for match in page.matches(of: /base64,([A-Za-z0-9+\/=]+)"/) {
      let bytes = try #require(Data(base64Encoded: String(match.1)))
      let image = try Image(data: bytes, name: "picture")
      // Not all of one color.
      #expect(Set(image.pixels).count > 1 && image.width >= 300)
    }

    func percent(_ value: Double) -> String { String(format: "%.2f%%", 100 * value) }
    func number(_ digits: Int, _ value: Double) -> String { String(format: "%.\(digits)f", value) }
    let figures = page.matches(of: /<td class="here">([^<]*)<\/td>/).map { String($0.1) }
    let (neo, dbn) = (["--model", "h/neocognitron"], ["--model", "h/dbn"])
    let expected = [
      percent(try metric(place, "accuracy", "neuron")),
      number(0, try metric(place, "mistakes", "perceptron", "--model", "h/perceptron")),
      number(1, try metric(place, "novikoffBound", "perceptron", "--model", "h/perceptron")),
      percent(try metric(place, "singleLayerAccuracy", "xor", "--model", "h/xor")),
      percent(try metric(place, "accuracy", "xor", "--model", "h/xor")),
      percent(try metric(place, "classificationError", "neocognitron", neo[0], neo[1])),
      percent(try metric(place, "pixelError", "neocognitron", neo[0], neo[1])),
      percent(
        try metric(place, "classificationError", "neocognitron", neo[0], neo[1], "--shift", "2")),
      percent(try metric(place, "pixelError", "neocognitron", neo[0], neo[1], "--shift", "2")),
      "100.00%",
      number(4, try metric(place, "capacity", "hopfield", "--neurons", "500")),
      percent(try metric(place, "accuracy", "mlp", "--model", "h/mlp")),
      percent(try metric(place, "accuracy", "lenet", "--model", "h/lenet")),
      number(3, try metric(place, "reconstructionError", "dbn", dbn[0], dbn[1])),
      number(3, try metric(place, "randomInitReconstructionError", "dbn", dbn[0], dbn[1])),
      number(3, try metric(place, "pcaReconstructionError", "dbn", dbn[0], dbn[1])),
      percent(try metric(place, "classificationError", "dbn", dbn[0], dbn[1])),
      percent(try metric(place, "randomInitClassificationError", "dbn", dbn[0], dbn[1])),
    ]
    #expect(Array(figures.dropLast()) == expected)
    // Of the few pictures, a net may not be there in time.
    let relu = try place.run("evaluate", "relu", "--model", "h/relu", "--json").json()
    let speedup = (relu["metrics"] as? [String: Double])?["speedup"]
    #expect(figures.last == speedup.map { number(2, $0) } ?? "–")
  }

  @Test func neverWritesOverAnotherRun() throws {
    try Workplace.with { place in
      try place.drawDigits(training: 200, testing: 50)
      #expect(
        try place.run("train", "perceptron", "--points", "50", "-o", "h/perceptron").code == 0)
      let model = try place.bytes("h/perceptron/model.safetensors")
      expectError(try history(place), 1, "h/perceptron", "holds another run")
      #expect(try place.bytes("h/perceptron/model.safetensors") == model)
      expectError(
        try place.run(["history", "--data", "nowhere", "-o", "x"], environment: path), 1, "nowhere")
      expectError(try place.run("history", "--data", "digits", "-o", "x"), 1, "gnuplot")
    }
  }
}
