import Foundation
import Testing

/// Servers of networks, some of which are dead.
@Suite(.serialized) struct ZooServerTests {
  @Test(.enabled(if: SampleServer.hasClient, "needs curl"))
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
          ["zoo", "get", "digits", "--again", "--entries", "zoo.json"],
          environment: SampleServer.tools)
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
        ["zoo", "get", "digits", "--again", "--entries", "zoo.json"],
        environment: SampleServer.tools)
      expectError(failed, 1, "cannot get digits.safetensors", dead[0], dead[1], wrong, "--from")
      try place.list(sources: [wrong])
      let other = try place.run(
        ["zoo", "get", "digits", "--again", "--entries", "zoo.json"],
        environment: SampleServer.tools)
      expectError(other, 1, wrong, "what came is not the file that the entry describes")
      #expect(try place.run("zoo", "verify").output.hasPrefix("digits: intact"))
    }
  }

  @Test(.enabled(if: SampleServer.hasClient, "needs curl"))
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
        let environment = SampleServer.tools.merging([
          "SHINSO_CACHE": place.url("cache \(number)").path, "SHINSO_ZOO": zoo,
        ]) { $1 }
        let list = try place.run(["zoo", "list"], environment: environment)
        #expect(list.lines.contains { $0.hasPrefix("digits ") && $0.hasSuffix("CC0") })
        #expect(try place.prediction("digits", environment) == expected)
        let verified = try place.run(["zoo", "verify"], environment: environment)
        #expect(verified.code == 0 && verified.output.hasPrefix("digits: intact"))
      }
      #expect(server.requests.contains("/digits/digits.safetensors"))
      let gone = ["SHINSO_ZOO": server.address + "/gone"].merging(SampleServer.tools) { $1 }
      let unknown = try place.run(["zoo", "get", "others"], environment: gone)
      expectError(unknown, 1, server.address + "/gone/zoo.json: cannot be fetched")
      // What is in the cache does not need the server.
      #expect(try place.prediction("digits", gone) == expected)
      #expect(try place.run(["zoo", "get", "digits"], environment: gone).code == 0)
    }
  }
}
