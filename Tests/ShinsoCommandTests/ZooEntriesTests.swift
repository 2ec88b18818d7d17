import Foundation
import ShinsoFormats
import Testing

/// `shinso zoo` with a user's file of entries.
@Suite(.serialized) struct ZooEntriesTests {
  @Test func aFileOfEntries() throws {
    try Workplace.with { place in
      try place.exportDigits()
      try place.list(sources: ["nowhere/digits.safetensors", "digits.safetensors"])
      for arguments in [["--entries", "zoo.json"], ["--entries", "."]] {
        let line = try place.run(["zoo", "list"] + arguments).lines
          .first { $0.hasPrefix("digits ") }
        #expect(line?.contains(" file ") == true && line?.contains(" no ") == true)
      }
      let environment = ["SHINSO_ZOO": place.url("zoo.json").path]
      let expected = try place.prediction("digits.safetensors").numbers
      #expect(try place.prediction("digits", environment).numbers == expected)
      // It is in the cache now, and needs its entry no more.
      #expect(try place.prediction("digits").numbers == expected)
      // Another file under the same name is another network.
      try place.exportDigits(seed: 2)
      try place.list(sources: ["digits.safetensors"])
      let got = try place.run("zoo", "get", "digits", "--entries", "zoo.json")
      #expect(got.code == 0, "\(got)")
      #expect(
        try place.bytes("cache/zoo/digits/digits.safetensors") == place.bytes("digits.safetensors"))
    }
  }

  @Test(arguments: [
    ("[]", "is not a list of entries"),
    (entry("\"id\": \"a\", \"input\": \(scaled)"), "[0].input.scale"),
    ("{\"entries\": [{\"id\": 5}]}", "entries.[0].id"),
    (entry("\"id\": \"../x\""), "cannot be a name"),
    (entry("\"id\": \"resnet18\""), "is the name of a network"),
    (entry("\"id\": \"a\", \"network\": \"lenett\""), "there is no network"),
    (entry("\"id\": \"a\", \"variant\": \"x\", \"network\": \"lenet\""), "there is no lenet 'x'"),
    (entry("\"id\": \"a\""), "needs `network`, or `input`"),
    (entry("\"id\": \"a\", \"network\": \"lenet\"", name: "../w"), "a file cannot be called"),
    (entry("\"id\": \"a\", \"network\": \"lenet\"", name: "model.json"), "cannot be called"),
    (entry("\"id\": \"a\", \"network\": \"lenet\", \"weights\": \"v\""), "has no file"),
    (entry("\"id\": \"a\", \"network\": \"lenet\"", digest: "12"), "64 hexadecimal digits"),
    (entry("\"id\": \"a\", \"network\": \"lenet\"", bytes: -1), "make no sense"),
    (entry("\"id\": \"a\", \"network\": \"lenet\"", source: "ftp://x/w"), "is not a source"),
  ])
  func badEntries(text: String, problem: String) throws {
    try Workplace.with { place in
      try place.write(text.utf8, to: "zoo.json")
      let outcome = try place.run("zoo", "get", "a", "--entries", "zoo.json")
      expectError(outcome, 1, "zoo.json: ", problem)
      // Where nobody names them, they keep nobody from the rest.
      let list = try place.run(["zoo", "list"], environment: ["SHINSO_ZOO": "zoo.json"])
      #expect(list.code == 0 && list.errors.contains(" left out: "))
    }
  }

  /// One bad entry is nothing to the others, and none takes the place of an import unasked.
  @Test func aListWithABadEntry() throws {
    try Workplace.with { place in
      #expect(try place.importDigits().code == 0)
      try place.exportDigits(to: "net.onnx")
      let files = try ["net.onnx", "digits.safetensors"].map { name in
        """
        "files": [{"name": "\(name)", "bytes": \(try place.bytes(name).count), "sha256": \
        "\(SHA256.hex(of: Data(try place.bytes(name))))", "sources": ["\(name)"]}]
        """
      }
      let color = Self.scaled.replacing("1e308", with: "1").replacing("[0]", with: "[0, 0, 0]")
        .replacing("[1]", with: "[1, 1, 1]")
      let text = """
        {"entries": [{"id": "bad", "network": "lenett", \(files[1])}, {"id": "worse"},
          {"id": "good", "network": "lenet", \(files[1])},
          {"id": "color", "input": \(color), \(files[0])},
          {"id": "digits", "title": "\u{1B}[31m", "network": "lenet", \(files[1])}]}
        """
      try place.write(text.replacing("\u{1B}", with: "\\u001b").utf8, to: "zoo.json")
      let zoo = ["SHINSO_ZOO": "zoo.json"]
      let list = try place.run(["zoo", "list"], environment: zoo)
      #expect(list.code == 0 && list.output.contains("\ngood ") && !list.output.contains("\nbad "))
      #expect(list.errors.contains("entry bad: ") && list.errors.contains("entries.[1]"))
      expectError(try place.run(["zoo", "get", "bad"], environment: zoo), 1, "no network 'lenett'")
      expectError(
        try place.run(["zoo", "get", "digits"], environment: zoo), 1,
        "digits: was imported; --again")
      #expect(try place.run("zoo", "verify").output.contains("digits: intact"))
      let shown = try place.run(["zoo", "show", "color"], environment: zoo)
      #expect(shown.code == 0 && shown.output.contains("fetch it with `shinso zoo get color`"))
      #expect(try place.run(["zoo", "get", "color"], environment: zoo).code == 0)
      expectError(
        try place.run(["zoo", "show", "color"], environment: zoo), 1, "which net.onnx does not take"
      )
      let again = try place.run(["zoo", "get", "digits", "--again"], environment: zoo)
      #expect(again.code == 0, "\(again)")
      #expect(
        try !place.run(["zoo", "show", "digits"], environment: zoo).output.contains("\u{1B}"))
      // It is mended from where it came.
      try place.write("none".utf8, to: "cache/zoo/digits/digits.safetensors")
      #expect(
        try place.run("zoo", "verify", "digits").output.contains(
          "`shinso zoo get digits --again --entries \(place.url("zoo.json").path)`"))
    }
  }

  /// Whatever an import may be called can be shared.
  @Test func namesWithColons() throws {
    try Workplace.with { place in
      try place.exportDigits(to: "digits.safetensors")
      try place.write(place.bytes("digits.safetensors"), to: "a:b.safetensors")
      #expect(try place.run("zoo", "import", "a:b.safetensors", "--name", "digits").code == 0)
      #expect(try place.run("zoo", "share", "digits", "-o", "shared").code == 0)
      let got = try place.run(
        ["zoo", "get", "digits", "--entries", "shared"],
        environment: ["SHINSO_CACHE": place.url("other").path])
      #expect(got.code == 0 && place.exists("other/zoo/digits/a:b.safetensors"), "\(got)")
    }
  }

  private static let scaled = """
    {"width": 28, "height": 28, "interpolation": "bilinear", "scale": 1e308, "mean": [0], \
    "standardDeviation": [1], "channelOrder": "rgb"}
    """

  private static func entry(
    _ fields: String, name: String = "w", digest: String = String(repeating: "0", count: 64),
    bytes: Int = 5, source: String = "w"
  ) -> String {
    """
    {"entries": [{\(fields), "files": [{"name": "\(name)", "bytes": \(bytes), \
    "sha256": "\(digest)", "sources": ["\(source)"]}]}]}
    """
  }
}
