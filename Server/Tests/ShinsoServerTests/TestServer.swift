import Foundation
import Hummingbird
import ShinsoFormats
import ShinsoServer
import ShinsoTensor

/// A server on a free port, with a few small models.
struct TestServer: Sendable {
  let client: HTTPClient
  let folder: URL
  private let task: Task<Void, any Error>

  /// The one that tests share which change no limits.
  static let shared = Task { try await TestServer() }

  /// The folder with the models, trained once.
  private static let models = Task { () -> URL in
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "shinso-server-tests-\(ProcessInfo.processInfo.processIdentifier)")
    try Training.drawPictures(in: folder.appending(path: "pictures"))
    try Training.writeTexts(in: folder)
    let runs = folder.appending(path: "runs")
    let calls: [(id: String, data: String, words: [String])] = [
      ("lenet", "pictures", ["--iterations", "40", "--batch-size", "16"]),
      ("word2vec", "text.txt", ["--min-count", "1", "--dimension", "8", "--epochs", "1"]),
      (
        "rnnlm", "text.txt",
        ["--hidden", "16", "--embedding", "8", "--iterations", "2", "--batch-size", "4"]
      ),
      (
        "attention", "pairs",
        [
          "--source", "ja", "--target", "en", "--hidden", "16", "--embedding", "16",
          "--iterations", "60", "--batch-size", "8", "--learning-rate", "0.03",
        ]
      ),
      ("rntn", "trees", ["--size", "4", "--iterations", "60"]),
    ]
    for (id, data, words) in calls {
      let data = folder.appending(path: data).path
      try await ComputeThread.run {
        try Training.train(id, ["--data", data] + words, into: runs.appending(path: id))
      }
    }
    // It draws what it learns from.
    try await ComputeThread.run {
      try Training.train(
        "nic",
        ["--iterations", "20", "--batch-size", "8", "--embedding", "16", "--hidden", "16"],
        into: runs.appending(path: "nic"))
    }
    return folder
  }

  init(
    _ change: @escaping @Sendable (inout ServerSettings) -> Void = { _ in }
  ) async throws {
    let folder = try await Self.models.value
    var settings = ServerSettings(runs: folder.appending(path: "runs"))
    settings.cache = Cache(root: folder.appending(path: "cache"))
    change(&settings)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let application = ShinsoServer(settings).application { port.yield($0) }
    task = Task { try await application.run() }
    var iterator = ports.makeAsyncIterator()
    client = HTTPClient(port: await iterator.next() ?? 0)
    self.folder = folder
  }

  func stop() { task.cancel() }

  /// A picture file of a class, as PNG.
  static func picture(_ label: Int, _ number: Int = 1, size: Int = 40) throws -> [UInt8] {
    try Training.picture(label, number, size: size).pngBytes()
  }
}
