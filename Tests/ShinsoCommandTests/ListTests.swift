import Foundation
import ShinsoData
import ShinsoZoo
import Testing

@Suite struct ListTests {
  @Test func theCatalogIsTrue() throws {
    try Workplace.with { place in
      let list = try #require(try place.run("list", "--json").json()["systems"] as? [[String: Any]])
      let ids = list.compactMap { $0["id"] as? String }
      let known = [
        "mlp", "lenet", "imagenet", "efficientnet-lite0", "pretrained-mlp", "pretrained-svm",
      ]
      #expect(ids.filter(known.contains) == known && ids.count == list.count)
      let table = try place.run("list")
      let fields = Set(list.compactMap { $0["field"] as? String })
      // A head, a line for each field, and one for each system.
      #expect(table.lines.count == 1 + fields.count + list.count)
      for system in list {
        let id = try #require(system["id"] as? String)
        let able = try #require(system["commands"] as? [String])
        #expect(table.output.contains("\n\(id) "))
        #expect(system["isTrained"] as? Bool == false)
        for command in ["train", "evaluate", "predict", "generate", "visualize"] {
          // What can be trained without data to fetch would be trained here.
          if able.contains(command), system["isDataInCache"] == nil,
            command == "train" || ["neuron", "hopfield"].contains(id)
          {
            continue
          }
          let readsText = ["rntn", "recursive-autoencoder"].contains(id)
          let needsSample = command == "predict" || command == "visualize" && id == "dnn-hmm"
          let samples = !needsSample ? [] : readsText ? ["a text"] : ["--sample", "/dev/null"]
          let outcome = try place.run([command, id] + samples)
          // What a system cannot do it refuses; what it can do stops here at its missing data.
          if able.contains(command) {
            expectError(outcome, 1)
          } else {
            expectError(
              outcome, 2, "\(id) has no `\(command)`; it has \(able.joined(separator: ", "))")
          }
        }
      }
      try place.drawDigits(training: 64, testing: 10)
      #expect(try place.run("train", "lenet", "--data", "digits", "--iterations", "1").code == 0)
      let after = try place.run("list", "--json").json()["systems"] as? [[String: Any]]
      let trained = after?.filter { $0["isTrained"] as? Bool == true }
      #expect(trained?.map { $0["id"] as? String } == ["lenet"])
    }
  }

  @Test func dataAndNetworks() throws {
    try Workplace.with { place in
      let data = try #require(try place.run("data", "list", "--json").json()["data"] as? [Any])
      #expect(data.count == DataCatalog.entries.count)
      #expect(try place.run("data", "list").lines.dropFirst().allSatisfy { $0.contains("  no  ") })
      try place.installNetwork()
      let zoo = try #require(try place.run("zoo", "list", "--json").json()["networks"] as? [Any])
      #expect((zoo as? [[String: Any]])?.first?["state"] as? String == "present")
      let lines = try place.run("zoo", "list").lines
      #expect(lines.count == zoo.count + 1 && lines[1].contains("75.1 % top-1"))
      #expect(lines.allSatisfy { $0.count <= 80 })
      for network in Networks.entries {
        #expect(lines.contains { $0.hasPrefix(network.name + " ") }, "\(network.name)")
      }
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
      #expect(try place.run("bench", "lenet", "--runs", "1").output.contains("GFLOP/S"))
      let perceptron = try place.run("bench", "mlp", "--batch-size", "4", "--runs", "1", "--json")
      let names = (try perceptron.json()["layers"] as? [[String: Any]])?.map {
        $0["name"] as? String
      }
      // Besides these, a row for what the network does itself.
      let parts = ["hidden.0", "hidden.1", "output"]
      #expect(names?.filter { parts.contains($0 ?? "") } == parts, "\(perceptron)")
    }
  }

  @Test func showsTheLayersOfANetwork() throws {
    try Workplace.with { place in
      let lenet = try place.run("summary", "lenet")
      #expect(lenet.code == 0 && lenet.errors.isEmpty)
      #expect(lenet.lines[0].hasPrefix("lenet: LeNet") && lenet.lines[0].hasSuffix(", 1998"))
      #expect(lenet.lines[1].hasPrefix("LeCun, Bottou"))
      #expect(lenet.output.contains("431,080") || lenet.output.contains("431080"), "\(lenet)")
      let efficient = try place.run("summary", "efficientnet-lite0")
      let heading = try #require(
        efficient.lines.firstIndex { $0.hasPrefix("layers of several of these, for --layer") })
      #expect(efficient.lines[heading...].contains { $0.hasPrefix("blocks.3.expand ") })
    }
  }
}
