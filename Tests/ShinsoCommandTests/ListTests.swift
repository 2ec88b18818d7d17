import Foundation
import Testing

@Suite struct ListTests {
  private static let commands: [[String]] = [
    [], ["list"], ["train"], ["evaluate"], ["predict"], ["compare"], ["features"], ["bench"],
    ["zoo"], ["zoo", "list"], ["zoo", "get"], ["zoo", "show"], ["data"], ["data", "list"],
    ["data", "get"], ["data", "stats"],
  ]

  @Test(arguments: commands) func everyCommandHelpsWithAnExample(command: [String]) throws {
    try Workplace.with { place in
      let help = try place.run(command + ["--help"])
      #expect(help.code == 0)
      #expect(help.errors.isEmpty)
      let lines = help.lines
      let start = try #require(lines.firstIndex { $0.hasPrefix("EXAMPLE") })
      #expect(lines[start + 1].hasPrefix((["  shinso"] + command).joined(separator: " ")))
      #expect(lines.allSatisfy { $0.count <= 100 || $0.hasPrefix("USAGE: ") })
    }
  }

  @Test func theCatalogIsTrue() throws {
    try Workplace.with { place in
      let list = try #require(try place.run("list", "--json").json()["systems"] as? [[String: Any]])
      #expect(
        list.map { $0["id"] as? String }
          == ["lenet", "imagenet", "pretrained-svm", "pretrained-mlp"])
      let table = try place.run("list")
      #expect(table.lines.count == list.count + 1)
      for system in list {
        let id = try #require(system["id"] as? String)
        let able = try #require(system["commands"] as? [String])
        #expect(table.output.contains("\n\(id) "))
        // What a system cannot do it refuses; what it can do stops here at its missing data.
        for command in ["train", "evaluate", "predict"] {
          let samples = command == "predict" ? ["--sample", "/dev/null"] : []
          let outcome = try place.run([command, id] + samples)
          expectError(outcome, 1)
          #expect(outcome.errors.contains("\(id): cannot \(command)") == !able.contains(command))
        }
      }
    }
  }

  @Test func dataAndNetworks() throws {
    try Workplace.with { place in
      let data = try #require(try place.run("data", "list", "--json").json()["data"] as? [Any])
      #expect(data.count == 3)
      #expect(try place.run("data", "list").lines.dropFirst().allSatisfy { $0.contains("  no  ") })
      try place.installNetwork()
      let zoo = try #require(try place.run("zoo", "list", "--json").json()["networks"] as? [Any])
      #expect((zoo as? [[String: Any]])?.first?["state"] as? String == "present")
      #expect(try place.run("zoo", "list").output.contains("4652008"))
      let shown = try place.run("zoo", "show", "efficientnet-lite0")
      #expect(shown.output.contains("license: Apache-2.0"))
      #expect(shown.output.contains("classifier"))
      for layer in ["stem.conv", "blocks.3", "blocks.3.expand"] {
        #expect(shown.lines.contains { $0.hasPrefix(layer + " ") }, "\(layer)")
      }
      #expect(shown.output.contains("4,652,008") || shown.output.contains("4652008"))
      let folder = try place.run("zoo", "get", "efficientnet-lite0")
      #expect(folder.lines.map(String.init) == [place.url("cache/zoo/efficientnet-lite0").path])
    }
  }

  @Test func completesNamesAndFiles() throws {
    try Workplace.with { place in
      let script = try place.run("--generate-completion-script", "bash")
      #expect(script.code == 0)
      for part in [
        "lenet", "pretrained-svm", "efficientnet-lite0", "mnist-5k", "'rbf'", "one-cycle",
        "__shinso_add_completions -f",
      ] { #expect(script.output.contains(part), "\(part)") }
    }
  }

  @Test func timesANetwork() throws {
    try Workplace.with { place in
      let timed = try place.run(
        "bench", "lenet", "--batch-size", "4", "--runs", "2", "--train", "--threads", "1", "--json"
      ).json()
      #expect(timed["mode"] as? String == "train")
      #expect(timed["batchSize"] as? Int == 4)
      #expect(timed["threads"] as? Int == 1)
      let layers = try #require(timed["layers"] as? [[String: Any]])
      #expect(layers.count >= 4)
      #expect(try place.run("bench", "lenet", "--runs", "1").output.contains("GFLOP/s"))
    }
  }
}
