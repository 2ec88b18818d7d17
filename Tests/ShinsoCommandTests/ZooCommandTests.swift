import Foundation
import ShinsoZoo
import Testing

/// `shinso zoo` with entries of a user's own.
@Suite(.serialized) struct ZooCommandTests {
  /// With `curl`, which a run otherwise does not find.
  private static let tools = ["PATH": "/usr/bin:/bin"]
  private static let hasCurl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

  @Test func anImportStandsWhereANetworkMay() throws {
    try Workplace.with { place in
      let made = try place.importDigits("--license", "CC0", "--accuracy", "98 % of digits, mine")
      #expect(made.code == 0, "\(made)")
      #expect(made.lines.map(String.init) == [place.url("cache/zoo/digits").path])
      let expected = try place.prediction("digits.safetensors")
      for file in ["digits.safetensors", "names.txt"] {
        try FileManager.default.removeItem(at: place.url(file))
      }
      let told = try place.prediction("digits")
      #expect(told.text.contains("seven") && told.numbers == expected.numbers)
      let line = try #require(
        try place.run("zoo", "list").lines.first { $0.hasPrefix("digits ") })
      for part in ["import", " yes ", "98 % of digits", "CC0"] { #expect(line.contains(part)) }
      #expect(try place.run("zoo", "show", "digits").output.contains("98 % of digits, mine"))
      expectError(try place.importDigits(), 1, "digits: is in the cache already; --again")
      #expect(try place.importDigits("--again").code == 0)
      let exported = try place.run("zoo", "export", "digits", "-o", "digits.onnx")
      #expect(exported.output == "digits: digits.onnx\n")
    }
  }

  @Test(arguments: [
    ("../digits", "cannot be a name"), (".digits", "cannot be a name"),
    ("a/b", "cannot be a name"), ("Digits", "cannot be a name"), ("my.digits", "cannot be a name"),
    ("lenet", "is the name of a network"), ("resnet50-caffe", "is the name of a network"),
    ("pretrained-svm", "is the name of a system"),
  ])
  func namesThatCannotBe(name: String, problem: String) throws {
    try Workplace.with { place in
      try place.exportDigits()
      expectError(
        try place.run("zoo", "import", "digits.safetensors", "--name", name), 1, problem)
      #expect(try place.files(in: "cache").isEmpty)
      #expect(!place.exists("cache/digits"))
    }
  }

  @Test func whatHoldsNoNetworkIsNotTaken() throws {
    try Workplace.with { place in
      try place.write("no network".utf8, to: "notes.pth")
      try place.exportDigits(to: "weights.npz")
      for (arguments, part) in [
        (["notes.pth", "--network", "lenet"], "notes.pth"),
        (["weights.npz"], "holds weights without a network"),
        (["weights.npz", "--network", "squeezenet"], "weights.npz"),
        (["weights.npz", "--network", "lenet", "--classes", "names.txt"], "names.txt"),
        (["nowhere.onnx"], "nowhere.onnx: no such file"),
      ] {
        try place.write("one\ntwo\n".utf8, to: "names.txt")
        let outcome = try place.run(["zoo", "import", "--name", "mine"] + arguments)
        expectError(outcome, 1, part)
        #expect(!outcome.errors.contains("cache/zoo"), "\(outcome.errors)")
        #expect(!place.exists("cache/zoo/mine"))
      }
    }
  }

  /// Killed at any moment, it leaves nothing that counts, and the next one succeeds.
  @Test func anImportThatIsKilled() throws {
    try Workplace.with { place in
      try place.exportDigits()
      var kills = 0
      for wait in 0..<12 where kills < 3 {
        var polls = 0
        let outcome = try place.run(
          "zoo", "import", "digits.safetensors", "--name", "digits", "--again"
        ) {
          guard place.exists("cache/zoo/.digits.partial/new") else { return nil }
          polls += 1
          return polls > wait ? SIGKILL : nil
        }
        if outcome.code == nil { kills += 1 }
        let isWhole = place.exists("cache/zoo/digits")
        #expect(isWhole || outcome.code == nil)
        let verified = try place.run("zoo", "verify")
        #expect(verified.code == 0, "\(verified)")
        #expect(verified.output.contains("digits: intact") == isWhole)
        #expect(try place.run("zoo", "list").output.contains("\ndigits ") == isWhole)
      }
      #expect(kills > 0)
      let next = try place.run(
        "zoo", "import", "digits.safetensors", "--name", "digits", "--again")
      #expect(next.code == 0 && place.exists("cache/zoo/digits"), "\(next)")
      #expect(!place.exists("cache/zoo/.digits.partial"))
    }
  }

  @Test func damageInTheCacheIsNamed() throws {
    try Workplace.with { place in
      #expect(try place.run("zoo", "verify").output == "the cache holds no networks\n")
      #expect(try place.importDigits().code == 0)
      #expect(try place.importDigits().code == 1)
      #expect(
        try place.run("zoo", "import", "digits.safetensors", "--name", "others").code == 0)
      let weights = "cache/zoo/digits/digits.safetensors"
      let good = try place.bytes(weights)
      var bad = good
      bad[bad.count / 2] ^= 1
      try place.write(bad, to: weights)
      let outcome = try place.run("zoo", "verify")
      expectError(outcome, 1, "digits: damaged in the cache")
      #expect(
        outcome.lines[0]
          == "digits: damaged: digits.safetensors has changed; mend it by "
          + "`shinso zoo import FILES --name digits --again`")
      #expect(outcome.lines[1].hasPrefix("others: intact"))
      #expect(try place.run("zoo", "verify", "others").code == 0)
      expectError(try place.run("zoo", "share", "digits", "-o", "shared"), 1, "is damaged")
      try FileManager.default.removeItem(at: place.url(weights))
      #expect(
        try place.run("zoo", "verify").output.contains("digits.safetensors is missing"))
      try place.write("{}".utf8, to: "cache/zoo/digits/entry.json")
      expectError(try place.run("zoo", "verify", "digits"), 1, "digits: damaged")
      expectError(try place.run("zoo", "verify", "../zoo"), 1, "is not in the cache")
      #expect(try place.importDigits("--again").code == 0)
      #expect(try place.run("zoo", "verify").code == 0)
      // One that Shinso lists is fetched.
      try place.installNetwork()
      try place.write("{}".utf8, to: "cache/zoo/efficientnet-lite0/entry.json")
      #expect(
        try place.run("zoo", "verify").output
          .contains("`shinso zoo get efficientnet-lite0 --again`"))
    }
  }

  /// A card that names files elsewhere is not followed.
  @Test func cardsDoNotLeadOutOfTheFolder() throws {
    try Workplace.with { place in
      #expect(try place.importDigits().code == 0)
      let card = "cache/zoo/digits/model.json"
      for name in ["../../../digits.safetensors", "/etc/hostname", ".hidden", ""] {
        let text = try place.text(card).replacing(
          /"weights" : ".*"/, with: "\"weights\" : \"\(name)\"")
        try place.write(text.utf8, to: card)
        expectError(
          try place.run("zoo", "export", "digits", "-o", "out.onnx"), 1, "is no file beside it")
      }
      #expect(!place.exists("out.onnx"))
    }
  }

  // MARK: Entries of one's own

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
    ("[]", "is not a list of entries"), ("{\"entries\": [{\"id\": 5}]}", "entries.[0].id"),
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
    (entry("\"id\": \"a\", \"network\": \"lenet\"", source: "ftp://x/w"), "is no source"),
  ])
  func badEntries(text: String, problem: String) throws {
    try Workplace.with { place in
      try place.write(text.utf8, to: "zoo.json")
      let outcome = try place.run("zoo", "get", "a", "--entries", "zoo.json")
      expectError(outcome, 1, "zoo.json: ", problem)
      // Where nobody names them, they keep nobody from the rest.
      let list = try place.run(["zoo", "list"], environment: ["SHINSO_ZOO": "zoo.json"])
      #expect(list.code == 0 && list.errors.contains("your own entries are left out"))
    }
  }

  private static func entry(
    _ fields: String, name: String = "w", digest: String = String(repeating: "0", count: 64),
    bytes: Int = 5, source: String = "w"
  ) -> String {
    """
    {"entries": [{\(fields), "files": [{"name": "\(name)", "bytes": \(bytes), \
    "sha256": "\(digest)", "sources": ["\(source)"]}]}]}
    """
  }

  // MARK: Servers

  @Test(.enabled(if: hasCurl, "needs curl"))
  func twoOfThreeSourcesAreDead() throws {
    try Workplace.with { place in
      try place.exportDigits()
      try place.write("something else".utf8, to: "wrong/digits.safetensors")
      let server = try SampleServer(place.folder)
      defer { server.stop() }
      // Nothing listens at the first port.
      let dead = ["http://127.0.0.1:9/w", "\(server.address)/gone"]
      let wrong = "\(server.address)/wrong/digits.safetensors"
      let good = "\(server.address)/digits.safetensors"
      for bad in [dead, [wrong], [wrong] + dead] {
        try place.list(sources: bad + [good])
        let got = try place.run(
          ["zoo", "get", "digits", "--again", "--entries", "zoo.json"], environment: Self.tools)
        #expect(got.code == 0, "\(got)")
        #expect(got.lines.map(String.init) == [place.url("cache/zoo/digits").path])
        for (source, next) in zip(bad, bad.dropFirst() + [good]) {
          #expect(got.errors.contains("\(source): "), "\(got.errors)")
          #expect(got.errors.contains("; trying \(next)"), "\(got.errors)")
        }
        #expect(got.errors.contains("has SHA-256") == bad.contains(wrong))
        #expect(
          try place.bytes("cache/zoo/digits/digits.safetensors")
            == place.bytes("digits.safetensors"))
        #expect(try place.run("zoo", "verify").code == 0)
      }
      // Nothing is lost where all of them are.
      try place.list(sources: dead + [wrong])
      let failed = try place.run(
        ["zoo", "get", "digits", "--again", "--entries", "zoo.json"], environment: Self.tools)
      expectError(failed, 1, "cannot get digits.safetensors", dead[0], dead[1], wrong, "--from")
      #expect(try place.run("zoo", "verify").output.hasPrefix("digits: intact"))
    }
  }

  @Test(.enabled(if: hasCurl, "needs curl"))
  func aServedFolderIsASharedZoo() throws {
    try Workplace.with { place in
      #expect(try place.importDigits("--license", "CC0").code == 0)
      let shared = try place.run("zoo", "share", "digits", "-o", "shared zoo")
      #expect(shared.output.hasSuffix("shared zoo/zoo.json\n"), "\(shared)")
      expectError(
        try place.run("zoo", "share", "resnet18", "-o", "shared zoo"), 1, "is Shinso's own")
      let expected = try place.prediction("digits")
      let server = try SampleServer(place.url("shared zoo"))
      defer { server.stop() }
      for (number, zoo) in [
        server.address, server.address + "/", server.address + "/zoo.json", "shared zoo",
      ].enumerated() {
        let environment = Self.tools.merging([
          "SHINSO_CACHE": place.url("cache \(number)").path, "SHINSO_ZOO": zoo,
        ]) { $1 }
        let list = try place.run(["zoo", "list"], environment: environment)
        #expect(list.lines.contains { $0.hasPrefix("digits ") && $0.hasSuffix("CC0") })
        #expect(try place.prediction("digits", environment) == expected)
        let verified = try place.run(["zoo", "verify"], environment: environment)
        #expect(verified.code == 0 && verified.output.hasPrefix("digits: intact"))
      }
      #expect(server.requests.contains("/digits/digits.safetensors"))
      let gone = ["SHINSO_ZOO": server.address + "/gone"].merging(Self.tools) { $1 }
      let unknown = try place.run(["zoo", "get", "others"], environment: gone)
      expectError(unknown, 1, server.address + "/gone/zoo.json: cannot be fetched")
      // What is in the cache does not need the server.
      #expect(try place.prediction("digits", gone) == expected)
      #expect(try place.run(["zoo", "get", "digits"], environment: gone).code == 0)
    }
  }

  // MARK: Export

  @Test func exportTellsBeforehandWhatItCannotDo() throws {
    try Workplace.with { place in
      for (arguments, code, part): ([String], Int32, String) in [
        (["lenet", "-o", "net.onnx"], 1, "lenet: has no trained weights: train it"),
        (["lenet", "-o", "net.h5"], 1, "--output net.h5: must end in .onnx, .safetensors"),
        (["lenet", "--random", "-o", "no/net.caffemodel"], 1, "no/net.caffemodel"),
        (["lenet", "--random", "--weights", "w.npz", "-o", "net.onnx"], 2, "--random: takes"),
        // Nothing is fetched for it: there is no tool.
        (["efficientnet-lite0", "-o", "net.caffemodel"], 1, "cannot be written for Caffe"),
      ] {
        expectError(try place.run(["zoo", "export"] + arguments), code, part)
      }
      #expect(try place.files(in: ".").isEmpty)
      let made = try place.run("zoo", "export", "lenet", "--random", "-o", "net.caffemodel")
      #expect(
        made.output.hasPrefix(
          "lenet: net.caffemodel, with random weights, described by net.prototxt, "))
      #expect(made.output.contains("for images resized to 28 x 28 (bilinear)"))
      #expect(try place.run("inspect", "net.caffemodel").code == 0)
    }
  }
}
