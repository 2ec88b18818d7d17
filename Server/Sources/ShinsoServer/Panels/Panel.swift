import ShinsoTensor

/// A part of the page with the endpoints behind it.
protocol Panel: Sendable {
  var endpoints: [Endpoint] { get }
}

/// What all panels share.
package struct Services: Sendable {
  let models: ModelList
  let queue: ComputeQueue
  let pictures: PictureQueue
  let uploads: Uploads

  /// Asks a model on the compute thread.
  func ask<Answer: Sendable>(
    _ body: @escaping @ComputeThread @Sendable () throws -> Answer
  ) async throws -> Answer {
    try await queue.run(body)
  }

  /// Receives the file of a request, unless too many wait already.
  func receive<Answer>(
    _ call: Call, _ body: (Upload) async throws -> Answer
  ) async throws -> Answer {
    if queue.isFull { throw Problem.full }
    return try await uploads.receive(call.request, body)
  }
}
