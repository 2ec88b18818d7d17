import Foundation
import Testing

@testable import ShinsoFormats

@Suite struct SubprocessTests {
  private func run(_ script: String, _ arguments: String...) throws -> Subprocess.Result {
    try FetchFixture.with { fixture in
      try fixture.tool("tool", script)
      return try Subprocess(environment: fixture.environment)
        .run("tool", arguments, scratch: fixture.folder)
    }
  }

  @Test func keepsTheEndOfALongOutput() throws {
    let result = try run("seq 1 200000; seq 1 200000 >&2; echo last")
    #expect(result.status == 0)
    #expect(result.log.hasSuffix("200000\nlast\n"))
    #expect(result.log.utf8.count <= 16_384)
    #expect(result.reason == "last")
  }

  @Test func passesArgumentsAsTheyAre() throws {
    let result = try run("printf '[%s]' \"$@\"", "a b", "$HOME; true", "*")
    #expect(result.log == "[a b][$HOME; true][*]")
  }

  @Test func hasNothingOnStandardInput() throws {
    #expect(try run("wc -c").log.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
  }

  @Test func reportsTheStatus() throws {
    #expect(try run("exit 7").status == 7)
    #expect(try run("exit 7").reason == "exit status 7")
    #expect(try run("echo 'E: no'; echo done; exit 1").reason == "no")
  }

  @Test func sendsStandardOutputElsewhere() throws {
    try FetchFixture.with { fixture in
      try fixture.tool("tool", "echo out; echo err >&2")
      let output = fixture.folder.appending(path: "output")
      let result = try Subprocess(environment: fixture.environment)
        .run("tool", [], scratch: fixture.folder, output: output)
      #expect(try String(contentsOf: output, encoding: .utf8) == "out\n")
      #expect(result.log == "err\n")
    }
  }

  @Test func aToolThatIsNotThereIsAnError() throws {
    try FetchFixture.with { fixture in
      let tools = Subprocess(environment: fixture.environment)
      #expect(
        problem { try tools.run("tool", [], scratch: fixture.folder) } == "tool: is not installed")
      try fixture.write("not executable", to: "bin/tool")
      #expect(tools.find("tool") == nil)
    }
  }
}
