import ArgumentParser
import Foundation
import Hummingbird
import ShinsoExperiments
import ShinsoTensor

/// `shinso-server`, which `shinso serve` starts.
public struct ServerProgram: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "shinso serve",
    abstract: "Opens a web page on which everything that was trained can be tried.")

  @OptionGroup var options: ServeOptions

  public init() {}

  public func run() async throws {
    // Who closes a connection early must not end the program.
    signal(SIGPIPE, SIG_IGN)
    let host = options.host
    let isLocal = HostName(host)?.isLoopback ?? false
    let token = isLocal ? nil : Self.token()
    var settings = ServerSettings(runs: URL(filePath: options.runs))
    settings.host = host
    settings.port = options.port
    settings.models = options.models
    settings.queue = ComputeQueue(limit: options.queue)
    settings.access = Access(token: token)
    // An address that stands for all of this machine's leads nowhere from elsewhere.
    let reached = ["0.0.0.0", "::"].contains(host) ? ProcessInfo.processInfo.hostName : host
    let name = reached.contains(":") ? "[\(reached)]" : reached
    let application = ShinsoServer(settings).application { port in
      let query = token.map { "?token=\($0)" } ?? ""
      let line = "Open http://\(name):\(port)/\(query) in a browser. Ctrl-C ends it.\n"
      FileHandle.standardOutput.write(Data(line.utf8))
    }
    do {
      try await application.runService()
    } catch {
      let isTaken = "\(error)".contains("errno: \(EADDRINUSE)")
      throw InputError(
        "--host \(host) --port \(options.port)",
        isTaken
          ? "another program listens there; name another port by --port"
          : "cannot listen there: \(error)")
    }
  }

  /// The token of the environment, or one that nobody can guess.
  private static func token() -> String {
    let given = ProcessInfo.processInfo.environment["SHINSO_TOKEN"] ?? ""
    let isPlain = given.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    if !given.isEmpty, isPlain { return given }
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in String(generator.next(), radix: 36) }.joined()
  }
}
