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
    (entry("\"id\": \"a\", \"network\": \"lenet\"", source: "ftp://x/w"), "is not a source"),
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
}
