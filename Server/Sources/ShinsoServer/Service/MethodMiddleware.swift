import Hummingbird

/// Answers other methods than an address has by those that it has.
struct MethodMiddleware<Context: RequestContext>: RouterMiddleware {
  private let methods: [String: String]

  init(_ endpoints: [Endpoint]) {
    let all = endpoints.map { ($0.path, $0.method.rawValue) } + Pages.paths.map { ($0, "GET") }
    methods = Dictionary(all) { "\($0), \($1)" }
  }

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard let known = methods[request.uri.path], known != request.method.rawValue else {
      return try await next(request, context)
    }
    var response = try Response.json(
      ["error": "this address takes \(known) only"], status: .methodNotAllowed)
    response.headers[.allow] = known
    return response
  }
}
