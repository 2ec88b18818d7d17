import ArgumentParser
import Foundation
import Hummingbird
import ShinsoTensor

/// Counts requests, and answers those that fail with one sentence.
struct AnswerMiddleware<Context: RequestContext>: RouterMiddleware {
  let metrics: ServerMetrics

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      response = try answer(to: error, request)
    }
    let elapsed = start.duration(to: .now) / .seconds(1)
    metrics.count(
      context.endpointPath ?? "other", status: response.status.code, seconds: elapsed)
    return response
  }

  private func answer(to error: any Error, _ request: Request) throws -> Response {
    let problem = problem(error)
    if problem.status.code >= 500, problem.status != .serviceUnavailable {
      FileHandle.standardError.write(Data("error: \(request.uri.path): \(problem.sentence)\n".utf8))
    }
    var response = try Response.json(["error": problem.sentence], status: problem.status)
    if let seconds = problem.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
    if problem.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }

  private func problem(_ error: any Error) -> Problem {
    switch error {
    case let error as Problem: error
    case let error as InputError: Problem(.badRequest, error.description)
    case let error as OpError: Problem(.internalServerError, error.description)
    case let error as HTTPError where error.status == .notFound:
      Problem(.notFound, "there is nothing at this address; /openapi.json lists what there is")
    case let error as HTTPError: Problem(error.status, error.body ?? error.status.reasonPhrase)
    case is CancellationError: Problem.late
    default: Problem(.internalServerError, "the request failed: \(error)")
    }
  }
}
