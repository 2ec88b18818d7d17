import Foundation
import Hummingbird
import ShinsoExperiments
import ShinsoTensor

/// A language model that writes on, as one watches.
struct WritingPanel: Panel {
  let services: Services

  var endpoints: [Endpoint] {
    [
      .get(
        "/api/generate",
        "A text that goes on from a beginning, piece by piece: server-sent events whose data are "
          + "texts in JSON; at the end, an event named end or error.",
        [
          .model, .optional("prompt", "The beginning.", .text(longest: 2000)),
          .optional("length", "Characters or words to add.", .integer(1...2000)),
          .optional("temperature", "Below 1 likelier, above 1 more surprising.", .number(0...100)),
          .optional("seed", "Of the choices.", .integer(0...1_000_000_000)),
        ], answers: .file("text/event-stream"), generate)
    ]
  }

  private func generate(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .generate)
    let words = ["prompt", "length", "temperature", "seed"].compactMap { name in
      call[name].map { "--\(name)=\($0)" }
    }
    let pieces = pieces(model, words)
    // What is wrong with the question shows before the first piece, and is answered as it is elsewhere.
    var beginning = pieces.makeAsyncIterator()
    let first = try await beginning.next() ?? ""
    let body = ResponseBody { writer in
      func send(_ text: String, as event: String? = nil) async throws {
        let data = try String(decoding: JSONEncoder().encode(text), as: UTF8.self)
        let name = event.map { "event: \($0)\n" } ?? ""
        try await writer.write(ByteBuffer(string: "\(name)data: \(data)\n\n"))
      }
      try await send(first)
      do {
        for try await piece in pieces { try await send(piece) }
        try await send("", as: "end")
      } catch {
        // What is not known to be wrong with the question is none of the visitor's business.
        let text = (error as? InputError)?.description ?? (error as? Problem)?.sentence
        try await send(text ?? "the writing broke off; try again", as: "error")
      }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
  }

  /// The text as it is written. Who stops listening stops the writing.
  private func pieces(
    _ model: ServedModel, _ words: [String]
  ) -> AsyncThrowingStream<String, any Error> {
    let (pieces, writer) = AsyncThrowingStream.makeStream(
      of: String.self, throwing: (any Error).self)
    let task = Task {
      do {
        try await services.ask {
          try Self.write(model, words) { text in
            try Task.checkCancellation()
            writer.yield(text)
          }
        }
        writer.finish()
      } catch {
        writer.finish(throwing: error)
      }
    }
    writer.onTermination = { _ in task.cancel() }
    return pieces
  }

  private static func write(
    _ model: ServedModel, _ words: [String], to write: (String) throws -> Void
  ) throws {
    func ask<S: Generating>(_ system: S.Type) throws {
      try S.generate(model.options(S.GenerateOptions.self, words), write: write)
    }
    try ask(model.system(as: (any Generating.Type).self))
  }
}
